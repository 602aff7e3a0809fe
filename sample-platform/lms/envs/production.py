"""The settings of a server: `common` with the YAML file that LMS_CFG names laid over it."""
from pathlib import Path

from openedx.core.lib import production_settings
from openedx.core.lib.logsettings import get_logger_config

from .common import *

SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')
SESSION_COOKIE_HTTPONLY = True

_YAML_TOKENS = production_settings.load_configuration('LMS_CFG')
production_settings.apply_configuration(vars(), _YAML_TOKENS)

ALLOWED_HOSTS = ['*', LMS_BASE]
CSRF_TRUSTED_ORIGINS = _YAML_TOKENS.get('CSRF_TRUSTED_ORIGINS_WITH_SCHEME', [])
LMS_INTERNAL_ROOT_URL = LMS_INTERNAL_ROOT_URL or LMS_ROOT_URL
DATABASES = production_settings.migration_databases(DATABASES)
BROKER_URL = production_settings.broker_url(vars())
BROKER_TRANSPORT_OPTIONS = {
    'fanout_patterns': True, 'fanout_prefix': True, **_YAML_TOKENS.get('CELERY_BROKER_TRANSPORT_OPTIONS', {}),
}
EXPLICIT_QUEUES = {
    'openedx.core.djangoapps.heartbeat.tasks.sample_task': {'queue': HEARTBEAT_CELERY_ROUTING_KEY},
}
TIME_ZONE = CELERY_TIMEZONE

if STATIC_URL_BASE:
    STATIC_URL = production_settings.static_url(STATIC_URL_BASE)
if STATIC_ROOT_BASE:
    STATIC_ROOT = Path(STATIC_ROOT_BASE)
    WEBPACK_LOADER['DEFAULT']['STATS_FILE'] = STATIC_ROOT / 'webpack-stats.json'
    WEBPACK_LOADER['WORKERS']['STATS_FILE'] = STATIC_ROOT / 'webpack-worker-stats.json'
if 'staticfiles' in CACHES:
    CACHES['staticfiles']['KEY_PREFIX'] = EDX_PLATFORM_REVISION

LOGGING = get_logger_config(
    LOG_DIR, logging_env=LOGGING_ENV, local_loglevel=LOCAL_LOGLEVEL, service_variant=SERVICE_VARIANT,
)

# Names under which other settings modules know the same things.
ENV_TOKENS = AUTH_TOKENS = _YAML_TOKENS
ENV_FEATURES = _YAML_TOKENS.get('FEATURES', {})
