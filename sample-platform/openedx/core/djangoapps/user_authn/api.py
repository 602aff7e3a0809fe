"""
The account API: the same addresses, fields and answers as edx-platform's, so that a script can speak to either.

    POST /api/user/v{1,2}/account/registration/   username, email, password, name, country
    POST /api/user/v{1,2}/account/login_session/  email or email_or_username, password (needs the CSRF token)
    POST /api/user/v1/accounts/USERNAME/image     file
"""
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect, ensure_csrf_cookie

from . import accounts
from .cookies import set_logged_in_cookies
from .profile_images import profile_image_storage

IMAGE_KINDS = {b'\x89PNG\r\n\x1a\n': 'png', b'\xff\xd8\xff': 'jpg', b'GIF8': 'gif'}


def _field_errors(errors, status, code):
    messages = {field: [{'user_message': text} for text in texts] for field, texts in errors.items()}
    return JsonResponse({**messages, 'error_code': code}, status=status)


def _signed_in(request, user):
    login(request, user, backend='django.contrib.auth.backends.ModelBackend')
    response = JsonResponse({'success': True, 'redirect_url': request.build_absolute_uri(reverse('dashboard'))})
    return set_logged_in_cookies(request, response, user)


@method_decorator(csrf_exempt, name='dispatch')
class RegistrationView(View):
    """Makes an account and signs it in."""

    fields = ('name', 'email', 'username', 'password', 'country')

    def get(self, request, **kwargs):
        """The form's description."""
        form = [{'name': name, 'type': name if name in ('email', 'password') else 'text', 'required': name != 'country'}
                for name in self.fields]
        return JsonResponse({'method': 'post', 'submit_url': request.path, 'fields': form})

    def post(self, request, **kwargs):
        """200 with cookies; 400 for a wrong field; 409 for a name that is taken; 403 when registration is closed."""
        if not settings.FEATURES.get('ALLOW_PUBLIC_ACCOUNT_CREATION', True):
            return JsonResponse({'error_code': 'registration-closed'}, status=403)
        try:
            user = accounts.register(**{name: request.POST.get(name, '') for name in self.fields})
        except ValidationError as failure:
            return _field_errors(failure.message_dict, 400, 'validation-error')
        except accounts.AccountConflict as failure:
            return _field_errors(failure.errors, 409, 'duplicate-' + '-'.join(sorted(failure.errors)))
        return _signed_in(request, user)


@method_decorator(csrf_protect, name='post')
@method_decorator(ensure_csrf_cookie, name='get')
class LoginSessionView(View):
    """Signs in."""

    def get(self, request, **kwargs):
        """The form's description; its answer sets the CSRF cookie."""
        form = [{'name': name, 'type': name, 'required': True} for name in ('email', 'password')]
        return JsonResponse({'method': 'post', 'submit_url': request.path, 'fields': form})

    def post(self, request, **kwargs):
        """200 with cookies, or 400."""
        name = request.POST.get('email_or_username') or request.POST.get('email', '')
        user = accounts.recognise(request, name, request.POST.get('password', ''))
        if user is None:
            return JsonResponse({
                'success': False, 'error_code': 'incorrect-email-or-password',
                'value': 'Email or password is incorrect.',
            }, status=400)
        return _signed_in(request, user)


class ProfileImageView(View):
    """A person's picture, kept in the media folder."""

    def post(self, request, username):
        """204; 401, 403 or 404 when it is not one's own; 400 for a file of a wrong kind or size."""
        if not request.user.is_authenticated:
            return JsonResponse({'developer_message': 'Sign in first.'}, status=401)
        if request.user.username != username:
            return JsonResponse({'developer_message': 'Not yours.'}, status=404)
        file = request.FILES.get('file')
        if file is None or not settings.PROFILE_IMAGE_MIN_BYTES <= file.size <= settings.PROFILE_IMAGE_MAX_BYTES:
            return JsonResponse({'user_message': 'Choose a picture of at most 1 MB.'}, status=400)
        start = file.read(8)
        kind = next((kind for magic, kind in IMAGE_KINDS.items() if start.startswith(magic)), None)
        if kind is None:
            return JsonResponse({'user_message': 'Choose a PNG, JPEG or GIF picture.'}, status=400)
        file.seek(0)
        profile, _ = accounts.UserProfile.objects.get_or_create(user=request.user)
        storage = profile_image_storage()
        if profile.image_name:
            storage.delete(profile.image_name)
        profile.image_name = storage.save(f'{username}.{kind}', file)
        profile.save()
        return JsonResponse({}, status=204)
