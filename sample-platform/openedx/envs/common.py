"""
Defaults that the LMS and the CMS share. Each project's `envs/common.py` imports all of this and adds its own;
`envs/production.py` then lays a YAML file over it.
"""
from pathlib import Path

REPO_ROOT = Path(__file__).resolve().parents[2]
COMMON_ROOT = REPO_ROOT / 'common'
OPENEDX_ROOT = REPO_ROOT / 'openedx'
XMODULE_ROOT = REPO_ROOT / 'xmodule'
NODE_MODULES_ROOT = REPO_ROOT / 'node_modules'
ENV_ROOT = REPO_ROOT.parent

DEBUG = False
SECRET_KEY = 'insecure-until-configured'
ALLOWED_HOSTS = ['*']
CSRF_TRUSTED_ORIGINS = []
SITE_ID = 1
PLATFORM_NAME = 'Sample platform'
EDX_PLATFORM_REVISION = 'development'
DATA_DIR = ENV_ROOT / 'data'
LOG_DIR = '/var/tmp'
LOGGING_ENV = 'sandbox'
LOCAL_LOGLEVEL = 'INFO'

LMS_BASE = 'localhost:8000'
LMS_ROOT_URL = 'http://localhost:8000'
LMS_INTERNAL_ROOT_URL = None
CMS_BASE = 'localhost:8001'
CMS_ROOT_URL = 'http://localhost:8001'

FEATURES = {'ALLOW_PUBLIC_ACCOUNT_CREATION': True, 'ENABLE_ANNOUNCEMENTS': True}

# Dictionaries that a server's YAML file may add to, and that nothing here reads.
REST_FRAMEWORK = {}
MKTG_URL_LINK_MAP = {}
TRACKING_BACKENDS = {}
EVENT_TRACKING_BACKENDS = {}
EVENT_BUS_PRODUCER_CONFIG = {}
XBLOCK_SETTINGS = {}

############################ Applications ############################

INSTALLED_APPS = [
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.sites',
    'django.contrib.messages',
    'openedx.core.lib.static_files.PlatformStaticFilesConfig',
    'oauth2_provider',
    'django_celery_results',
    'statici18n',
    'waffle',
    'webpack_loader',
    'common.djangoapps.student',
    'common.djangoapps.split_modulestore_django',
    'openedx.core.djangoapps.commands',
    'openedx.core.djangoapps.content.course_overviews',
    'openedx.core.djangoapps.heartbeat',
    'openedx.core.djangoapps.oauth_dispatch',
]

MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.locale.LocaleMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
    'waffle.middleware.WaffleMiddleware',
]

AUTHENTICATION_BACKENDS = ['django.contrib.auth.backends.ModelBackend']
AUTH_PASSWORD_VALIDATORS = [
    {'NAME': 'django.contrib.auth.password_validation.UserAttributeSimilarityValidator'},
    {'NAME': 'django.contrib.auth.password_validation.MinimumLengthValidator', 'OPTIONS': {'min_length': 8}},
]
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'


def template_engine(project_root):
    """The TEMPLATES entry of a project: its own templates first, then the shared ones, then those of applications."""
    return {
        'BACKEND': 'django.template.backends.django.DjangoTemplates',
        'DIRS': [project_root / 'templates', COMMON_ROOT / 'templates'],
        'APP_DIRS': True,
        'OPTIONS': {
            'debug': False,
            'context_processors': [
                'django.template.context_processors.request',
                'django.contrib.auth.context_processors.auth',
                'django.contrib.messages.context_processors.messages',
                'common.djangoapps.util.context.platform',
            ],
        },
    }


############################ Data ############################

_MYSQL = {
    'ENGINE': 'django.db.backends.mysql', 'HOST': '127.0.0.1', 'PORT': '3306',
    'NAME': 'edxapp', 'USER': 'edxapp001', 'PASSWORD': '', 'CONN_MAX_AGE': 0, 'OPTIONS': {},
}
DATABASES = {'default': {**_MYSQL, 'ATOMIC_REQUESTS': True}, 'read_replica': {**_MYSQL}}
DATABASE_ROUTERS = []

DOC_STORE_CONFIG = {
    'db': 'edxapp', 'host': 'localhost', 'port': 27017, 'user': '', 'password': '', 'replicaSet': '', 'ssl': False,
    'collection': 'modulestore', 'auth_source': None, 'socketTimeoutMS': 6000, 'connectTimeoutMS': 2000,
    'read_preference': 'PRIMARY',
}
CONTENTSTORE = {
    'ENGINE': 'xmodule.contentstore.mongo.MongoContentStore',
    'OPTIONS': {'db': 'edxapp', 'host': 'localhost', 'port': 27017, 'user': '', 'password': ''},
    'ADDITIONAL_OPTIONS': {},
    'DOC_STORE_CONFIG': DOC_STORE_CONFIG,
}
# The stores keep their own reference to DOC_STORE_CONFIG: a server that replaces it calls `update_module_store_settings`.
MODULESTORE = {
    'default': {
        'ENGINE': 'xmodule.modulestore.split_mongo.SplitMongoModuleStore',
        'OPTIONS': {
            'mappings': {},
            'stores': [{
                'NAME': 'split',
                'ENGINE': 'xmodule.modulestore.split_mongo.SplitMongoModuleStore',
                'DOC_STORE_CONFIG': DOC_STORE_CONFIG,
                'OPTIONS': {},
            }],
        },
    },
}


def memcached(prefix, **more):
    """A CACHES entry on the memcached of this machine."""
    return {
        'BACKEND': 'django.core.cache.backends.memcached.PyMemcacheCache',
        'LOCATION': ['localhost:11211'],
        'KEY_PREFIX': prefix,
        'KEY_FUNCTION': 'common.djangoapps.util.memcache.safe_key',
        'OPTIONS': {'no_delay': True, 'ignore_exc': True, 'use_pooling': True, 'connect_timeout': 0.5},
        **more,
    }


CACHES = {
    'default': memcached('default', VERSION='1'),
    'general': memcached('general'),
    'celery': memcached('celery', TIMEOUT=7200),
    'staticfiles': memcached('staticfiles_general'),
}
SESSION_ENGINE = 'django.contrib.sessions.backends.cache'
SESSION_COOKIE_NAME = 'sessionid'
CSRF_COOKIE_AGE = 60 * 60 * 24 * 7 * 52
SESSION_COOKIE_DOMAIN = None

############################ Signing in ############################

OAUTH2_PROVIDER = {
    'SCOPES': {
        'read': 'Read access', 'write': 'Write access', 'user_id': 'Know your user identifier',
        'profile': 'Know your name and username', 'email': 'Know your email address',
    },
    'PKCE_REQUIRED': False,
    'REQUEST_APPROVAL_PROMPT': 'auto',
}
OAUTH2_PROVIDER_APPLICATION_MODEL = 'oauth2_provider.Application'
JWT_AUTH = {
    'JWT_SECRET_KEY': SECRET_KEY,
    'JWT_SIGNING_ALGORITHM': 'RS512',
    'JWT_PRIVATE_SIGNING_JWK': None,
    'JWT_PUBLIC_SIGNING_JWK_SET': None,
    'JWT_ISSUER': 'http://localhost:8000/oauth2',
    'JWT_AUDIENCE': 'change-me',
    'JWT_ISSUERS': [],
    'JWT_IN_COOKIE_EXPIRATION': 60 * 60,
    'JWT_AUTH_COOKIE_HEADER_PAYLOAD': 'edx-jwt-cookie-header-payload',
    'JWT_AUTH_COOKIE_SIGNATURE': 'edx-jwt-cookie-signature',
}
EDXMKTG_LOGGED_IN_COOKIE_NAME = 'edxloggedin'
EDXMKTG_USER_INFO_COOKIE_NAME = 'edx-user-info'

############################ Language and time ############################

USE_TZ = True
TIME_ZONE = 'UTC'
CELERY_TIMEZONE = 'UTC'
USE_I18N = True
LANGUAGE_CODE = 'en'
LANGUAGES = [('en', 'English'), ('fr', 'Français')]
LOCALE_PATHS = [REPO_ROOT / 'conf' / 'locale']
STATICI18N_FILENAME_FUNCTION = 'statici18n.utils.legacy_filename'
STATICI18N_OUTPUT_DIR = 'js/i18n'

############################ Static files and media ############################

STATICFILES_STORAGE = 'openedx.core.storage.ProductionStorage'
STATICFILES_STORAGE_KWARGS = {}
STATICFILES_FINDERS = [
    'django.contrib.staticfiles.finders.FileSystemFinder',
    'django.contrib.staticfiles.finders.AppDirectoriesFinder',
]
PIPELINE = {'PIPELINE_ENABLED': True, 'STYLESHEETS': {}, 'JAVASCRIPT': {}}
REQUIRE_BASE_URL = './'
REQUIRE_JS = 'common/js/vendor/require.js'
REQUIRE_DEBUG = False
REQUIRE_ENVIRONMENT = 'node'
MEDIA_ROOT = '/var/tmp/media'
MEDIA_URL = '/media/'
DEFAULT_FILE_STORAGE = 'django.core.files.storage.FileSystemStorage'
PROFILE_IMAGE_BACKEND = {
    'class': 'openedx.core.storage.OverwriteStorage',
    'options': {'location': '/var/tmp/media/profile-images/', 'base_url': '/media/profile-images/'},
}
PROFILE_IMAGE_MAX_BYTES = 1024 * 1024
PROFILE_IMAGE_MIN_BYTES = 60

############################ Celery ############################

CELERY_BROKER_TRANSPORT = 'amqp'
CELERY_BROKER_HOSTNAME = 'localhost'
CELERY_BROKER_VHOST = ''
CELERY_BROKER_USER = ''
CELERY_BROKER_PASSWORD = ''
CELERY_BROKER_USE_SSL = False
CELERY_TASK_SERIALIZER = 'json'
CELERY_RESULT_SERIALIZER = 'json'
CELERY_RESULT_BACKEND = 'django-cache'
CELERY_IGNORE_RESULT = False
CELERY_TRACK_STARTED = True
CELERY_CREATE_MISSING_QUEUES = True
CELERY_ROUTES = 'openedx.core.lib.celery.routers.route_task'
CELERY_IMPORTS = []
CELERYBEAT_SCHEDULE = {}
CELERYD_HIJACK_ROOT_LOGGER = False
CELERYD_PREFETCH_MULTIPLIER = 1
BROKER_POOL_LIMIT = 0
BROKER_CONNECTION_TIMEOUT = 1
BROKER_HEARTBEAT = 60.0
BROKER_HEARTBEAT_CHECKRATE = 2
ALTERNATE_ENV_TASKS = {}
EXPLICIT_QUEUES = {}


def task_queues(service_variant, *more):
    """The names of a project's queues: the default one, the high one, and one for each name in `more`."""
    return {name: f'edx.{service_variant.lower()}.core.{name}' for name in ('default', 'high', *more)}


############################ Heartbeat ############################

HEARTBEAT_CHECKS = [
    'openedx.core.djangoapps.heartbeat.default_checks.check_modulestore',
    'openedx.core.djangoapps.heartbeat.default_checks.check_database',
]
HEARTBEAT_EXTENDED_CHECKS = (
    'openedx.core.djangoapps.heartbeat.default_checks.check_cache_set',
    'openedx.core.djangoapps.heartbeat.default_checks.check_cache_get',
    'openedx.core.djangoapps.heartbeat.default_checks.check_celery',
)
HEARTBEAT_CELERY_TIMEOUT = 5
