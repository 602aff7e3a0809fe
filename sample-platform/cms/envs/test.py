"""Settings that need no service: SQLite, memory. For unit tests, `check` and `makemigrations --check`."""
from .common import *

DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:', 'ATOMIC_REQUESTS': True}}
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}
STATICFILES_STORAGE = 'openedx.core.storage.DevelopmentStorage'
PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']
CELERY_ALWAYS_EAGER = True
BROKER_URL = 'memory://'
WEBPACK_LOADER['DEFAULT']['LOADER_CLASS'] = 'common.djangoapps.util.webpack.NoBundles'
