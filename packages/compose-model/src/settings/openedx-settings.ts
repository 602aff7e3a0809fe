import type { RenderContext } from '../render-context.ts'
import { secretPlaceholder } from '../secrets.ts'
import type { Connections } from './connections.ts'

export type Settings = Record<string, unknown>

/** Folders in the container; the contract of docker/openedx. */
const dataFolder = '/openedx/data'
const mediaFolder = '/openedx/media'

/** Objects are merged, everything else is replaced. */
export function mergeSettings(base: Settings, over: Settings): Settings {
  const merged: Settings = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const old = merged[key]
    merged[key] = isObject(old) && isObject(value) ? mergeSettings(old, value) : value
  }
  return merged
}

const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const atLeast = (version: string, wanted: string): boolean =>
  version.localeCompare(wanted, 'en', { numeric: true }) >= 0

function databases({ connections: { mysql }, release }: RenderContext): Settings {
  return {
    default: {
      ENGINE: 'django.db.backends.mysql',
      ATOMIC_REQUESTS: true,
      CONN_MAX_AGE: 0,
      HOST: mysql.host,
      PORT: String(mysql.port),
      NAME: mysql.database,
      USER: mysql.user,
      PASSWORD: mysql.password,
      OPTIONS: {
        charset: release.characterSet === 'utf8mb3' ? 'utf8' : release.characterSet,
        init_command: "SET sql_mode='STRICT_TRANS_TABLES'",
      },
    },
  }
}

function documentStore({ mongodb }: Connections): Settings {
  return {
    host: mongodb.host,
    port: mongodb.port,
    db: mongodb.database,
    user: mongodb.user,
    password: mongodb.password,
    auth_source: mongodb.user === '' ? null : mongodb.authSource,
    collection: 'modulestore',
    replicaSet: '',
    ssl: false,
    socketTimeoutMS: 6000,
    connectTimeoutMS: 2000,
    read_preference: 'PRIMARY',
  }
}

function contentStore(store: Settings): Settings {
  const { host, port, db, user, password, auth_source, ssl } = store
  return {
    ENGINE: 'xmodule.contentstore.mongo.MongoContentStore',
    ADDITIONAL_OPTIONS: {},
    OPTIONS: { host, port, db, user, password, auth_source, ssl },
    DOC_STORE_CONFIG: store,
  }
}

/** Names of the platform's caches with what they need beside a server. */
const cacheNames: Record<string, Settings> = {
  default: { VERSION: '1' },
  general: {},
  configuration: {},
  staticfiles: {},
  mongo_metadata_inheritance: { TIMEOUT: 300 },
  course_structure_cache: { TIMEOUT: 604_800 },
  celery: { TIMEOUT: 7200 },
  'ora2-storage': {},
}

function cacheServer({ connections: { cache }, release }: RenderContext): Settings {
  const { django } = release.settings
  switch (cache.kind) {
    case 'memcached':
      return atLeast(django, '3.2')
        ? {
            BACKEND: 'django.core.cache.backends.memcached.PyMemcacheCache',
            LOCATION: [`${cache.host}:${cache.port}`],
            OPTIONS: { no_delay: true, ignore_exc: true, use_pooling: true, connect_timeout: 0.5 },
          }
        : {
            BACKEND: 'django.core.cache.backends.memcached.MemcachedCache',
            LOCATION: [`${cache.host}:${cache.port}`],
          }
    case 'redis': {
      const credentials = {
        ...(cache.user === '' ? {} : { username: cache.user }),
        ...(cache.password === '' ? {} : { password: cache.password }),
      }
      const location = `redis://${cache.host}:${cache.port}/1`
      return atLeast(django, '4.0')
        ? { BACKEND: 'django.core.cache.backends.redis.RedisCache', LOCATION: location, OPTIONS: credentials }
        : {
            BACKEND: 'django_redis.cache.RedisCache',
            LOCATION: location,
            OPTIONS: {
              CLIENT_CLASS: 'django_redis.client.DefaultClient',
              ...('password' in credentials ? { PASSWORD: credentials.password } : {}),
            },
          }
    }
  }
}

function caches(context: RenderContext): Settings {
  const server = cacheServer(context)
  return Object.fromEntries(
    Object.entries(cacheNames).map(([name, more]) => [
      name,
      { ...server, KEY_PREFIX: name, KEY_FUNCTION: 'fun.cache_keys.cache_key', ...more },
    ]),
  )
}

function broker({ connections: { broker } }: RenderContext): Settings {
  return {
    CELERY_BROKER_TRANSPORT: broker.kind === 'rabbitmq' ? 'amqp' : 'redis',
    CELERY_BROKER_HOSTNAME: `${broker.host}:${broker.port}`,
    CELERY_BROKER_VHOST: broker.vhost,
    CELERY_BROKER_USER: broker.user,
    CELERY_BROKER_PASSWORD: broker.password,
  }
}

function tokens({ addresses }: RenderContext): Settings {
  const issuer = `${addresses.lmsRootUrl}/oauth2`
  const key = secretPlaceholder('JWT_SECRET_KEY')
  return {
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: 'openedx',
    JWT_SECRET_KEY: key,
    JWT_PUBLIC_SIGNING_JWK_SET: secretPlaceholder('JWT_PUBLIC_SIGNING_JWK_SET'),
    JWT_ISSUERS: [{ ISSUER: issuer, AUDIENCE: 'openedx', SECRET_KEY: key }],
  }
}

const addressOfContact = [
  'CONTACT_EMAIL',
  'DEFAULT_FROM_EMAIL',
  'DEFAULT_FEEDBACK_EMAIL',
  'SERVER_EMAIL',
  'TECH_SUPPORT_EMAIL',
  'BUGS_EMAIL',
  'UNIVERSITY_EMAIL',
  'PRESS_EMAIL',
  'BULK_EMAIL_DEFAULT_FROM_EMAIL',
  'API_ACCESS_MANAGER_EMAIL',
  'API_ACCESS_FROM_EMAIL',
]

function storage(): Settings {
  return {
    DATA_DIR: dataFolder,
    LOG_DIR: '/tmp',
    MEDIA_ROOT: `${mediaFolder}/`,
    MEDIA_URL: '/media/',
    STATIC_URL_BASE: '/static/',
    DJFS: { type: 'osfs', directory_root: `${dataFolder}/pyfs`, url_root: '/static/django-pyfs' },
    VIDEO_IMAGE_SETTINGS: {
      VIDEO_IMAGE_MAX_BYTES: 2_097_152,
      VIDEO_IMAGE_MIN_BYTES: 2048,
      STORAGE_KWARGS: { location: `${mediaFolder}/` },
      DIRECTORY_PREFIX: 'video-images/',
      BASE_URL: '/media/',
    },
    VIDEO_TRANSCRIPTS_SETTINGS: {
      VIDEO_TRANSCRIPTS_MAX_BYTES: 3_145_728,
      STORAGE_KWARGS: { location: `${mediaFolder}/` },
      DIRECTORY_PREFIX: 'video-transcripts/',
      BASE_URL: '/media/',
    },
    ORA2_FILEUPLOAD_BACKEND: 'filesystem',
    ORA2_FILEUPLOAD_ROOT: `${dataFolder}/ora2`,
    ORA2_FILEUPLOAD_CACHE_NAME: 'ora2-storage',
    // A name that does not exist: code of course authors is refused rather than run without a sandbox.
    CODE_JAIL: { python_bin: 'no-sandbox-configured', user: null },
  }
}

/** Whether a person has set where mail goes; `EMAIL_HOST` alone means SMTP. */
function mailIsSet({ specification }: RenderContext): boolean {
  const { lms } = specification.settings
  return lms.EMAIL_BACKEND !== undefined || lms.EMAIL_HOST !== undefined
}

/** Until it is set, mail goes to the log, and accounts are active at once: nobody could read the activation link. */
function mail(context: RenderContext): Settings {
  return {
    EMAIL_BACKEND: `django.core.mail.backends.${mailIsSet(context) ? 'smtp' : 'console'}.EmailBackend`,
  }
}

/** Settings that LMS and CMS share. Secrets stand as `${NAME}`; the settings package puts them in when it runs. */
export function sharedSettings(context: RenderContext): Settings {
  const { specification, addresses, connections } = context
  const store = documentStore(connections)
  return {
    SECRET_KEY: secretPlaceholder('SECRET_KEY'),
    PLATFORM_NAME: specification.platformName,
    SITE_NAME: addresses.lmsBase,
    LANGUAGE_CODE: specification.languageCode,
    CELERY_TIMEZONE: specification.timeZone,
    TIME_ZONE: specification.timeZone,
    ...Object.fromEntries(addressOfContact.map((name) => [name, specification.contactEmail])),
    HTTPS: 'off',
    LMS_BASE: addresses.lmsBase,
    LMS_ROOT_URL: addresses.lmsRootUrl,
    LMS_INTERNAL_ROOT_URL: addresses.lmsInternalRootUrl,
    CMS_BASE: addresses.cmsBase,
    CMS_ROOT_URL: addresses.cmsRootUrl,
    CMS_INTERNAL_ROOT_URL: addresses.cmsInternalRootUrl,
    SESSION_COOKIE_SECURE: false,
    CSRF_COOKIE_SECURE: false,
    SESSION_COOKIE_DOMAIN: null,
    DATABASES: databases(context),
    DOC_STORE_CONFIG: store,
    CONTENTSTORE: contentStore(store),
    CACHES: caches(context),
    ...broker(context),
    ...storage(),
    JWT_AUTH: tokens(context),
    ...mail(context),
    FEATURES: {
      ...(mailIsSet(context) ? {} : { SKIP_EMAIL_VALIDATION: true }),
      ENABLE_CSMH_EXTENDED: false,
      // Studio signs people in through it.
      ENABLE_OAUTH2_PROVIDER: true,
      ENABLE_DISCUSSION_SERVICE: false,
      ENABLE_CORS_HEADERS: true,
      PREVIEW_LMS_BASE: addresses.lmsBase,
    },
  }
}

/** Cookies of one host are shared by all its ports: each environment and each system signs in under its own name. */
export function sessionCookieName({ input, specification }: RenderContext, system: 'lms' | 'cms'): string {
  const prefix = specification[system].host === 'localhost' ? `${input.name}-` : ''
  return `${prefix}${system}-sessionid`
}

/** Origins that Django trusts in forms; with their scheme since Django 4. */
export function trustedOrigins({ addresses, release, layout }: RenderContext): string[] {
  const development =
    layout.kind === 'development' ? [addresses.lmsDevelopmentRootUrl, addresses.cmsDevelopmentRootUrl] : []
  const origins = [addresses.lmsRootUrl, addresses.cmsRootUrl, ...development]
  return atLeast(release.settings.django, '4.0') ? origins : origins.map((origin) => origin.replace('http://', ''))
}
