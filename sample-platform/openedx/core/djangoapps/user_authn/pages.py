"""/login, /register and /logout: forms that work without JavaScript, over the same accounts as the API."""
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import ensure_csrf_cookie

from . import accounts
from .cookies import delete_logged_in_cookies, set_logged_in_cookies


def _next_page(request):
    wanted = request.POST.get('next') or request.GET.get('next') or ''
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return resolve_url('dashboard')


def _enter(request, user):
    login(request, user, backend='django.contrib.auth.backends.ModelBackend')
    return set_logged_in_cookies(request, redirect(_next_page(request)), user)


@ensure_csrf_cookie
def login_page(request):
    """The form, or the page that was asked for when somebody is signed in already."""
    if request.user.is_authenticated:
        return redirect(_next_page(request))
    context = {'next': _next_page(request), 'name': request.POST.get('email', '')}
    if request.method == 'POST':
        user = accounts.recognise(request, context['name'], request.POST.get('password', ''))
        if user is not None:
            return _enter(request, user)
        context['error'] = 'Email or password is incorrect.'
    return render(request, 'user_authn/login.html', context, status=400 if 'error' in context else 200)


@ensure_csrf_cookie
def register_page(request):
    """The form, with what is wrong beside each field."""
    if request.user.is_authenticated:
        return redirect(_next_page(request))
    fields = {name: request.POST.get(name, '') for name in ('name', 'email', 'username', 'password')}
    context = {'next': _next_page(request), 'fields': fields, 'errors': {}}
    if request.method == 'POST':
        try:
            return _enter(request, accounts.register(**fields))
        except ValidationError as failure:
            context['errors'] = failure.message_dict
        except accounts.AccountConflict as failure:
            context['errors'] = failure.errors
    return render(request, 'user_authn/register.html', context, status=400 if context['errors'] else 200)


def logout_page(request):
    """Signs out and goes home."""
    logout(request)
    return delete_logged_in_cookies(redirect('/'))
