"""Defaults of the LMS."""
import os

from openedx.core.lib.plugin_apps import get_plugin_apps
from openedx.envs.common import *

PROJECT_ROOT = REPO_ROOT / 'lms'
SERVICE_VARIANT = os.environ.get('SERVICE_VARIANT', 'lms')
ROOT_URLCONF = 'lms.urls'
WSGI_APPLICATION = 'lms.wsgi.application'
TEMPLATES = [template_engine(PROJECT_ROOT)]
DEFAULT_TEMPLATE_ENGINE = TEMPLATES[0]

INSTALLED_APPS = INSTALLED_APPS + [
    'lms.djangoapps.branding',
    'lms.djangoapps.courseware',
    'openedx.core.djangoapps.user_authn',
    *get_plugin_apps('lms.djangoapp'),
]

LOGIN_URL = '/login'
LOGIN_REDIRECT_URL = '/dashboard'

STATIC_URL_BASE = '/static/'
STATIC_URL = '/static/'
STATIC_ROOT_BASE = None
STATIC_ROOT = os.environ.get('STATIC_ROOT_LMS', str(ENV_ROOT / 'staticfiles'))
STATICFILES_DIRS = [COMMON_ROOT / 'static', PROJECT_ROOT / 'static', XMODULE_ROOT / 'static']
STATICI18N_ROOT = PROJECT_ROOT / 'static'
REQUIRE_BUILD_PROFILE = 'lms/js/build.js'
WEBPACK_LOADER = {
    'DEFAULT': {'BUNDLE_DIR_NAME': 'bundles/', 'STATS_FILE': os.path.join(STATIC_ROOT, 'webpack-stats.json')},
    'WORKERS': {'BUNDLE_DIR_NAME': 'bundles/', 'STATS_FILE': os.path.join(STATIC_ROOT, 'webpack-worker-stats.json')},
}

QUEUE_VARIANT = f'{SERVICE_VARIANT.lower()}.'
_queues = task_queues(SERVICE_VARIANT, 'high_mem')
DEFAULT_PRIORITY_QUEUE = _queues['default']
HIGH_PRIORITY_QUEUE = _queues['high']
HIGH_MEM_QUEUE = _queues['high_mem']
CELERY_QUEUES = {queue: {} for queue in _queues.values()}
CELERY_DEFAULT_EXCHANGE = f'edx.{QUEUE_VARIANT}core'
CELERY_DEFAULT_EXCHANGE_TYPE = 'direct'
CELERY_DEFAULT_QUEUE = DEFAULT_PRIORITY_QUEUE
CELERY_DEFAULT_ROUTING_KEY = DEFAULT_PRIORITY_QUEUE
HEARTBEAT_CELERY_ROUTING_KEY = HIGH_PRIORITY_QUEUE
