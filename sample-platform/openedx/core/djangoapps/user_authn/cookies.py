"""Cookies beside the session that say, also to other services, that somebody is signed in."""
import json

from django.conf import settings

from openedx.core.djangoapps.oauth_dispatch.jwt import create_jwt


def _names():
    return (
        settings.EDXMKTG_LOGGED_IN_COOKIE_NAME, settings.EDXMKTG_USER_INFO_COOKIE_NAME,
        settings.JWT_AUTH['JWT_AUTH_COOKIE_HEADER_PAYLOAD'], settings.JWT_AUTH['JWT_AUTH_COOKIE_SIGNATURE'],
    )


def set_logged_in_cookies(request, response, user):
    """Adds the four cookies; raises ImproperlyConfigured when JWT_AUTH has no signing key."""
    header_payload, _, signature = create_jwt(user, ['user_id', 'email', 'profile']).rpartition('.')
    common = {'samesite': 'Lax', 'secure': request.is_secure(), 'domain': settings.SESSION_COOKIE_DOMAIN or None}
    logged_in, info, payload, signed = _names()
    response.set_cookie(logged_in, 'true', **common)
    response.set_cookie(info, json.dumps({'version': 1, 'username': user.username}), **common)
    response.set_cookie(payload, header_payload, max_age=settings.JWT_AUTH['JWT_IN_COOKIE_EXPIRATION'], **common)
    response.set_cookie(signed, signature, max_age=settings.JWT_AUTH['JWT_IN_COOKIE_EXPIRATION'], httponly=True, **common)
    return response


def delete_logged_in_cookies(response):
    """Takes them away."""
    for name in _names():
        response.delete_cookie(name, domain=settings.SESSION_COOKIE_DOMAIN or None)
    return response
