"""Addresses of the LMS."""
from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path, register_converter

from common.djangoapps.util.course_key import CourseKeyConverter
from lms.djangoapps.branding import views as branding
from lms.djangoapps.courseware import views as courseware

register_converter(CourseKeyConverter, 'course_key')

urlpatterns = [
    path('', branding.index, name='root'),
    path('courses', branding.courses, name='courses'),
    path('courses/<course_key:course_key>/about', courseware.about, name='about_course'),
    path('courses/<course_key:course_key>/course/', courseware.course_home, name='course_home'),
    path('courses/<course_key:course_key>/courseware/', courseware.course_home, name='courseware'),
    path('courses/<course_key:course_key>/enroll', courseware.enroll, name='enroll'),
    path('asset/<course_key:course_key>/<path:path>', courseware.asset, name='asset'),
    path('api/courses/v1/courses/', courseware.course_list_api, name='course_list_api'),
    path('dashboard', courseware.dashboard, name='dashboard'),
    path('heartbeat', include('openedx.core.djangoapps.heartbeat.urls')),
    path('oauth2/', include('openedx.core.djangoapps.oauth_dispatch.urls')),
    path('', include('openedx.core.djangoapps.user_authn.urls')),
    # In development only: a server's media are served by nginx.
    *(static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) if settings.DEBUG else []),
]
