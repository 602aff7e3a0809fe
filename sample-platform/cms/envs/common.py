"""Defaults of the CMS (Studio)."""
import os

from openedx.core.lib.plugin_apps import get_plugin_apps
from openedx.envs.common import *

PROJECT_ROOT = REPO_ROOT / 'cms'
SERVICE_VARIANT = os.environ.get('SERVICE_VARIANT', 'cms')
ROOT_URLCONF = 'cms.urls'
WSGI_APPLICATION = 'cms.wsgi.application'
TEMPLATES = [template_engine(PROJECT_ROOT)]
DEFAULT_TEMPLATE_ENGINE = TEMPLATES[0]
STUDIO_NAME = 'Studio'

INSTALLED_APPS = INSTALLED_APPS + [
    'cms.djangoapps.contentstore',
    *get_plugin_apps('cms.djangoapp'),
]

# People sign in to Studio at the LMS (OAuth2, authorization code).
LOGIN_URL = '/login/'
LOGIN_REDIRECT_URL = '/home/'
SOCIAL_AUTH_EDX_OAUTH2_KEY = 'cms-sso'
SOCIAL_AUTH_EDX_OAUTH2_SECRET = ''
SOCIAL_AUTH_EDX_OAUTH2_URL_ROOT = None
SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT = None
SOCIAL_AUTH_REDIRECT_IS_HTTPS = False

STATIC_URL_BASE = '/static/'
STATIC_URL = '/static/studio/'
STATIC_ROOT_BASE = None
STATIC_ROOT = os.environ.get('STATIC_ROOT_CMS', str(ENV_ROOT / 'staticfiles' / 'studio'))
STATICFILES_DIRS = [COMMON_ROOT / 'static', PROJECT_ROOT / 'static', XMODULE_ROOT / 'static']
STATICI18N_ROOT = PROJECT_ROOT / 'static'
REQUIRE_BUILD_PROFILE = 'cms/js/build.js'
WEBPACK_LOADER = {
    'DEFAULT': {'BUNDLE_DIR_NAME': 'bundles/', 'STATS_FILE': os.path.join(STATIC_ROOT, 'webpack-stats.json')},
    'WORKERS': {'BUNDLE_DIR_NAME': 'bundles/', 'STATS_FILE': os.path.join(STATIC_ROOT, 'webpack-worker-stats.json')},
}

QUEUE_VARIANT = f'{SERVICE_VARIANT.lower()}.'
_queues = task_queues(SERVICE_VARIANT, 'low')
DEFAULT_PRIORITY_QUEUE = _queues['default']
HIGH_PRIORITY_QUEUE = _queues['high']
LOW_PRIORITY_QUEUE = _queues['low']
CELERY_QUEUES = {queue: {} for queue in _queues.values()}
CELERY_DEFAULT_EXCHANGE = f'edx.{QUEUE_VARIANT}core'
CELERY_DEFAULT_EXCHANGE_TYPE = 'direct'
CELERY_DEFAULT_QUEUE = DEFAULT_PRIORITY_QUEUE
CELERY_DEFAULT_ROUTING_KEY = DEFAULT_PRIORITY_QUEUE
HEARTBEAT_CELERY_ROUTING_KEY = HIGH_PRIORITY_QUEUE
