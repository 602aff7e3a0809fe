"""Pages and API of accounts."""
from django.urls import path, re_path

from . import api, pages

urlpatterns = [
    path('login', pages.login_page, name='signin_user'),
    path('register', pages.register_page, name='register_user'),
    path('logout', pages.logout_page, name='logout'),
    re_path(r'^api/user/v[12]/account/registration/$', api.RegistrationView.as_view(), name='registration'),
    re_path(r'^api/user/v[12]/account/login_session/$', api.LoginSessionView.as_view(), name='login_session'),
    path('api/user/v1/accounts/<slug:username>/image', api.ProfileImageView.as_view(), name='profile_image'),
]
