"""Pages that look the same to everybody who is not signed in are made once in three minutes."""
from functools import wraps
from urllib.parse import urlencode

from django.core.cache import caches
from django.core.cache.backends.base import InvalidCacheBackendError
from django.utils.translation import get_language

ANONYMOUS_SECONDS = 3 * 60


def general_cache():
    """The cache `general`, or `default` where the settings name no such cache."""
    try:
        return caches['general']
    except InvalidCacheBackendError:
        return caches['default']


def cache_if_anonymous(*parameters):
    """Decorates a view: its answer to anonymous visitors is kept for ANONYMOUS_SECONDS, per host, language and `parameters`."""
    def decorate(view):
        @wraps(view)
        def cached(request, *args, **kwargs):
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            key = f'{request.get_host()}.cache_if_anonymous.{get_language()}.{request.path}'
            given = {name: request.GET[name] for name in parameters if name in request.GET}
            if given:
                key += '.' + urlencode(given)
            cache = general_cache()
            response = cache.get(key)
            if response is None:
                response = view(request, *args, **kwargs)
                cache.set(key, response, ANONYMOUS_SECONDS)
            return response
        return cached
    return decorate
