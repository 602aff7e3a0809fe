"""/oauth2/…, with and without a slash at the end."""
from django.urls import re_path
from oauth2_provider.views import AuthorizationView, RevokeTokenView

from .views import AccessTokenView

urlpatterns = [
    re_path(r'^authorize/?$', AuthorizationView.as_view(), name='authorize'),
    re_path(r'^access_token/?$', AccessTokenView.as_view(), name='access_token'),
    re_path(r'^revoke_token/?$', RevokeTokenView.as_view(), name='revoke_token'),
]
