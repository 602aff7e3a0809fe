"""How a server's settings are made from a YAML file. Shared by `lms.envs.production` and `cms.envs.production`."""
import os
from pathlib import Path

import yaml
from django.core.exceptions import ImproperlyConfigured

# Keys that are merged into the defaults; every other key of the YAML file becomes a setting as it is.
MERGED_KEYS = ('FEATURES', 'JWT_AUTH', 'MKTG_URL_LINK_MAP', 'REST_FRAMEWORK', 'TRACKING_BACKENDS', 'EVENT_TRACKING_BACKENDS')
SPECIAL_KEYS = (*MERGED_KEYS, 'CELERY_QUEUES', 'EVENT_BUS_PRODUCER_CONFIG')


def load_configuration(variable):
    """Reads the YAML file that the environment variable names; raises ImproperlyConfigured when it is not set."""
    path = os.environ.get(variable)
    if not path:
        raise ImproperlyConfigured(f'Set the {variable} environment variable to a YAML file')
    return yaml.safe_load(Path(path).read_text(encoding='utf-8')) or {}


def apply_configuration(settings, tokens):
    """Puts the YAML's values into a settings module's namespace: plain keys replace, MERGED_KEYS update."""
    settings.update({key: value for key, value in tokens.items() if key not in SPECIAL_KEYS})
    for key in MERGED_KEYS:
        settings[key].update(tokens.get(key) or {})
    if tokens.get('CELERY_QUEUES'):
        settings['CELERY_QUEUES'] = {queue: {} for queue in tokens['CELERY_QUEUES']}
    for alternate in str(tokens.get('ALTERNATE_WORKER_QUEUES', '')).split():
        queue = settings['DEFAULT_PRIORITY_QUEUE'].replace(settings['QUEUE_VARIANT'], alternate + '.')
        settings['CELERY_QUEUES'].setdefault(queue, {})
    settings['INSTALLED_APPS'].extend(tokens.get('ADDL_INSTALLED_APPS', []))
    settings['MIDDLEWARE'].extend(tokens.get('EXTRA_MIDDLEWARE_CLASSES', []))
    if settings['LANGUAGE_CODE'] not in dict(settings['LANGUAGES']):
        settings['LANGUAGES'].append((settings['LANGUAGE_CODE'], settings['LANGUAGE_CODE']))
    settings['DATA_DIR'] = Path(settings['DATA_DIR'])
    settings['CACHES'].setdefault('loc_cache', {
        'BACKEND': 'django.core.cache.backends.locmem.LocMemCache', 'LOCATION': 'edx_location_mem_cache',
    })


def migration_databases(databases):
    """DB_MIGRATION_* in the environment replaces the connection's user and address: migrations may run with more rights."""
    for name, database in databases.items():
        if name != 'read_replica':
            for key in ('ENGINE', 'USER', 'NAME', 'HOST', 'PORT'):
                database[key] = os.environ.get(f'DB_MIGRATION_{key}', database.get(key, ''))
            database['PASSWORD'] = os.environ.get('DB_MIGRATION_PASS', database.get('PASSWORD', ''))
    return databases


def broker_url(settings):
    """The address of Celery's broker from CELERY_BROKER_*; user and password may be empty."""
    return '{CELERY_BROKER_TRANSPORT}://{CELERY_BROKER_USER}:{CELERY_BROKER_PASSWORD}@{CELERY_BROKER_HOSTNAME}/{CELERY_BROKER_VHOST}'.format(**settings)


def static_url(base, suffix=''):
    """STATIC_URL from STATIC_URL_BASE, always with a slash at its end."""
    return (base if base.endswith('/') else base + '/') + suffix
