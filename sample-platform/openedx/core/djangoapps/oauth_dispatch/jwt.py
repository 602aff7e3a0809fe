"""JSON web tokens that say who a person is, signed with the key of JWT_AUTH."""
import json
import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from jwcrypto import jwk, jwt

ALGORITHM = 'RS512'


def _key_text(value):
    return value if isinstance(value, str) else json.dumps(value)


def create_jwt(user, scopes=(), lifetime_seconds=3600):
    """A compact token about a user; raises ImproperlyConfigured when JWT_AUTH has no private key."""
    signing = settings.JWT_AUTH.get('JWT_PRIVATE_SIGNING_JWK')
    if not signing:
        raise ImproperlyConfigured('JWT_AUTH has no JWT_PRIVATE_SIGNING_JWK')
    key = jwk.JWK.from_json(_key_text(signing))
    now = int(time.time())
    token = jwt.JWT(
        header={'alg': ALGORITHM, 'typ': 'JWT', 'kid': key.get('kid') or ''},
        claims={
            'aud': settings.JWT_AUTH['JWT_AUDIENCE'], 'iss': settings.JWT_AUTH['JWT_ISSUER'],
            'iat': now, 'exp': now + lifetime_seconds, 'scopes': list(scopes), 'user_id': user.id,
            'preferred_username': user.username, 'email': user.email, 'administrator': user.is_staff,
        },
    )
    token.make_signed_token(key)
    return token.serialize()


def read_jwt(text):
    """
    The claims of a token, after its signature, its audience and its end are checked with JWT_PUBLIC_SIGNING_JWK_SET.
    Raises jwcrypto's JWException, or ImproperlyConfigured without a public key.
    """
    public = settings.JWT_AUTH.get('JWT_PUBLIC_SIGNING_JWK_SET')
    if not public:
        raise ImproperlyConfigured('JWT_AUTH has no JWT_PUBLIC_SIGNING_JWK_SET')
    keys = jwk.JWKSet.from_json(_key_text(public))
    claims = {'aud': settings.JWT_AUTH['JWT_AUDIENCE'], 'exp': None}
    return json.loads(jwt.JWT(jwt=text, key=keys, check_claims=claims, algs=[ALGORITHM]).claims)
