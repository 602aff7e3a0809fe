"""
Signing in to Studio at the LMS: OAuth2 with an authorization code (RFC 6749 §4.1).

/login/ sends the browser to the LMS; the LMS sends it back to /complete/edx-oauth2/ with a code; Studio exchanges the code
for a JSON web token over its own connection, and reads there who it is.
"""
import secrets
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from jwcrypto.common import JWException

from openedx.core.djangoapps.oauth_dispatch.jwt import read_jwt

TIMEOUT_SECONDS = 10
STATE, NEXT = 'sign_in_state', 'sign_in_next'


def _callback(request):
    scheme = 'https' if settings.SOCIAL_AUTH_REDIRECT_IS_HTTPS else request.scheme
    return f'{scheme}://{request.get_host()}{resolve_url("sign_in_complete")}'


def begin(request):
    """/login/: to the LMS, with a state that only this session knows."""
    state = secrets.token_urlsafe(24)
    request.session[STATE] = state
    request.session[NEXT] = request.GET.get('next', '')
    root = settings.SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT or settings.LMS_ROOT_URL
    query = urlencode({
        'client_id': settings.SOCIAL_AUTH_EDX_OAUTH2_KEY, 'redirect_uri': _callback(request),
        'response_type': 'code', 'scope': 'user_id profile email', 'state': state,
    })
    return redirect(f'{root}/oauth2/authorize?{query}')


def _exchange(request, code):
    """The claims of the person whose code it is. Raises RequestException or JWException."""
    root = settings.SOCIAL_AUTH_EDX_OAUTH2_URL_ROOT or settings.LMS_INTERNAL_ROOT_URL
    response = requests.post(f'{root}/oauth2/access_token', timeout=TIMEOUT_SECONDS, data={
        'grant_type': 'authorization_code', 'code': code, 'redirect_uri': _callback(request), 'token_type': 'jwt',
        'client_id': settings.SOCIAL_AUTH_EDX_OAUTH2_KEY, 'client_secret': settings.SOCIAL_AUTH_EDX_OAUTH2_SECRET,
    })
    response.raise_for_status()
    return read_jwt(response.json()['access_token'])


def complete(request):
    """/complete/edx-oauth2/: signs the person in. LMS and Studio share their users."""
    state = request.session.pop(STATE, None)
    if not state or not secrets.compare_digest(state, request.GET.get('state', '')):
        return HttpResponseBadRequest('This sign-in was not begun here. Go back to Studio and sign in again.')
    if 'code' not in request.GET:
        return HttpResponseBadRequest(f'The LMS refused: {request.GET.get("error", "no code")}', content_type='text/plain')
    try:
        claims = _exchange(request, request.GET['code'])
    except (requests.RequestException, JWException) as failure:
        return HttpResponseBadRequest(f'The LMS did not confirm the sign-in: {failure}', content_type='text/plain')
    user = get_user_model().objects.get(username=claims['preferred_username'], is_active=True)
    wanted = request.session.pop(NEXT, '')
    login(request, user, backend='django.contrib.auth.backends.ModelBackend')
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return redirect(wanted)
    return redirect('home')


def end(request):
    """/logout/: out of Studio, then out of the LMS."""
    logout(request)
    return redirect(f'{settings.SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT or settings.LMS_ROOT_URL}/logout')
