"""OAuth2: codes and tokens for applications, Studio first of all."""
import json

from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.models import AccessToken
from oauth2_provider.views import TokenView

from .jwt import create_jwt


@method_decorator(csrf_exempt, name='dispatch')
class AccessTokenView(TokenView):
    """/oauth2/access_token: with `token_type=jwt` in the form, the access token is a JSON web token about its user."""

    def post(self, request, *args, **kwargs):
        """Answers as RFC 6749 §5 says."""
        response = super().post(request, *args, **kwargs)
        if response.status_code != 200 or request.POST.get('token_type', '').lower() != 'jwt':
            return response
        answer = json.loads(response.content)
        token = AccessToken.objects.select_related('user', 'application__user').get(token=answer['access_token'])
        user = token.user or token.application.user
        answer['access_token'] = create_jwt(user, answer['scope'].split(), answer['expires_in'])
        answer['token_type'] = 'JWT'
        response.content = json.dumps(answer)
        return response
