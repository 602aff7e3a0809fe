/** `fun/common.py`: what FUN Platform changes in the platform's settings once they are read. */
export const commonPy = String.raw`"""What is changed in the platform's settings after its own modules and the YAML have had their say."""
import os
import sys
from urllib.parse import quote

HISTORY_APPLICATION = 'lms.djangoapps.coursewarehistoryextended'
HISTORY_ROUTER = 'StudentModuleHistoryExtendedRouter'


def finish(settings, system):
    """Completes the settings of a system ('lms' or 'cms') in place."""
    serve_generation(settings, system)
    connect_module_stores(settings)
    drop_history_database(settings)
    log_to_console(settings)
    address_broker(settings)
    settings['MIDDLEWARE'] = ['fun.middleware.revision_header'] + list(settings['MIDDLEWARE'])


def serve_generation(settings, system):
    """Static files, their manifest and the names of bundles come from the static generation of this deployment."""
    root = os.path.join('/openedx/static', os.environ.get('STATIC_GENERATION', 'none'), system)
    settings['STATIC_ROOT'] = root
    bundle_names(settings, root)


def bundle_names(settings, folder):
    """webpack_loader reads the names of bundles from this folder."""
    for name, file in (('DEFAULT', 'webpack-stats.json'), ('WORKERS', 'webpack-worker-stats.json')):
        if name in settings.get('WEBPACK_LOADER', {}):
            settings['WEBPACK_LOADER'][name]['STATS_FILE'] = os.path.join(folder, file)


def connect_module_stores(settings):
    """The stores hold their own copy of the document store's address, made before the YAML was read."""
    options = settings['MODULESTORE']['default'].get('OPTIONS', {})
    for store in options.get('stores', []):
        store['DOC_STORE_CONFIG'] = dict(settings['DOC_STORE_CONFIG'])
        if 'fs_root' in store.get('OPTIONS', {}):
            store['OPTIONS']['fs_root'] = settings['DATA_DIR']


def drop_history_database(settings):
    """The second database of student module history is not used: neither its application nor its router."""
    settings['INSTALLED_APPS'] = [name for name in settings['INSTALLED_APPS'] if name != HISTORY_APPLICATION]
    settings['DATABASE_ROUTERS'] = [
        name for name in settings.get('DATABASE_ROUTERS', []) if not str(name).endswith(HISTORY_ROUTER)
    ]


def log_to_console(settings):
    """Everything goes to the container's log: there is no syslog, and two handlers on one stream double each line."""
    logging = settings['LOGGING']
    handlers = logging['handlers']
    if 'local' in handlers:
        handlers['local'] = {'class': 'logging.NullHandler'}
    if 'tracking' in handlers:
        handlers['tracking'] = {
            'class': 'logging.StreamHandler', 'level': 'DEBUG', 'formatter': 'raw', 'stream': sys.stdout,
        }


def address_broker(settings):
    """The broker's URL with user and password quoted, which the platform leaves out."""
    transport = settings.get('CELERY_BROKER_TRANSPORT')
    if transport:
        settings['BROKER_URL'] = '{}://{}:{}@{}/{}'.format(
            transport,
            quote(settings.get('CELERY_BROKER_USER') or '', safe=''),
            quote(settings.get('CELERY_BROKER_PASSWORD') or '', safe=''),
            settings['CELERY_BROKER_HOSTNAME'],
            quote(settings.get('CELERY_BROKER_VHOST') or '', safe=''),
        )
    if os.environ.get('FUN_WORKERS') == '0':
        settings['CELERY_ALWAYS_EAGER'] = True
        settings['CLEAR_REQUEST_CACHE_ON_TASK_COMPLETION'] = False
`

/** `fun/development.py`: what a development environment has otherwise. */
export const developmentPy = String.raw`"""What a development environment has otherwise than a production one: errors shown, sources served, a lighter reloader."""
import atexit
import os
import sys

from fun.common import bundle_names

FINDERS = (
    'openedx.core.djangoapps.theming.finders.ThemeFilesFinder',
    'django.contrib.staticfiles.finders.FileSystemFinder',
    'django.contrib.staticfiles.finders.AppDirectoriesFinder',
)


def develop(settings, system):
    """Changes the finished settings of a system in place."""
    settings['DEBUG'] = True
    settings['REQUIRE_DEBUG'] = True
    settings['DEFAULT_TEMPLATE_ENGINE']['OPTIONS']['debug'] = True
    settings['PIPELINE']['PIPELINE_ENABLED'] = False
    settings['PIPELINE']['JS_COMPRESSOR'] = None
    settings['STATICFILES_STORAGE'] = 'openedx.core.storage.DevelopmentStorage'
    settings['STATICFILES_FINDERS'] = [name for name in FINDERS if name in finders_of(settings)]
    bundle_names(settings, os.path.join('/openedx/assets/.webpack-stats', system))
    settings['OPENAPI_CACHE_TIMEOUT'] = 0
    settings['INTERNAL_IPS'] = ('127.0.0.1',)
    settings['FEATURES']['AUTOMATIC_AUTH_FOR_TESTING'] = False
    settings['FEATURES']['ENABLE_MAX_FAILED_LOGIN_ATTEMPTS'] = False
    if 'runserver' in sys.argv:
        lighten_reloader()
        # Python takes seconds to tear the platform down; there is nothing in it to be saved.
        atexit.register(os._exit, 0)


def finders_of(settings):
    """The platform's own finders without those of django-pipeline, and the theme finder where the platform has one."""
    return set(settings['STATICFILES_FINDERS']) | {
        'django.contrib.staticfiles.finders.FileSystemFinder', 'django.contrib.staticfiles.finders.AppDirectoriesFinder',
    }


def lighten_reloader():
    """Only the tree and the configuration are watched, every two seconds: the rest is in the image and cannot change."""
    from django.utils import autoreload

    autoreload.StatReloader.SLEEP_TIME = 2
    everything = autoreload.iter_modules_and_files

    def what_can_change(modules, extra_files):
        return frozenset(
            path for path in everything(modules, extra_files)
            if str(path).startswith(('/openedx/edx-platform/', '/openedx/config/'))
        )

    autoreload.iter_modules_and_files = what_can_change
`
