"""Addresses of Studio."""
from django.urls import include, path, re_path, register_converter

from cms.djangoapps.contentstore import sign_in, views
from common.djangoapps.util.course_key import CourseKeyConverter

register_converter(CourseKeyConverter, 'course_key')

urlpatterns = [
    path('', views.howitworks, name='homepage'),
    path('home/', views.home, name='home'),
    path('course/<course_key:course_key>', views.course, name='course'),
    re_path(r'^(?:signin|signin_redirect_to_lms|login|login/edx-oauth2)/?$', sign_in.begin, name='login'),
    path('complete/edx-oauth2/', sign_in.complete, name='sign_in_complete'),
    re_path(r'^logout/?$', sign_in.end, name='logout'),
    path('heartbeat', include('openedx.core.djangoapps.heartbeat.urls')),
]
