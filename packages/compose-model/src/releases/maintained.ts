import type { Release, ReleaseImages, ReleaseServices, SettingsFamily } from './release.ts'

/** Pages of Studio that are a micro-frontend's unless their flag asks for the old one (cms/djangoapps/contentstore/toggles.py). */
const studioPages = [
  'advanced_settings',
  'certificates',
  'configurations',
  'course_outline',
  'course_team',
  'custom_pages',
  'exam_settings',
  'export',
  'files_uploads',
  'grading',
  'home',
  'import',
  'logged_out_home',
  'problem_editor',
  'schedule_details',
  'text_editor',
  'textbooks',
  'unit_editor',
  'updates',
  'video_editor',
]

const rabbitmq = 'rabbitmq:3.13-management'
const memcached = 'memcached:1.6-bookworm'
const nginx = 'nginx:1.27-bookworm'

const common = {
  legacy: false,
  defaults: { cache: 'redis', broker: 'redis' },
  characterSet: 'utf8mb4',
  mongoShell: 'mongosh',
} as const

const flags = studioPages.map((page) => `legacy_studio.${page}`)
const yaml = (django: string): SettingsFamily => ({ format: 'yaml', module: 'production', django })
const images = (versions: { mysql: string; mongodb: string; redis: string }): ReleaseImages => ({
  mysql: `mysql:${versions.mysql}`,
  mongodb: `mongo:${versions.mongodb}`,
  redis: `redis:${versions.redis}`,
  rabbitmq,
  memcached,
  nginx,
})
const services = (more: Partial<ReleaseServices>): ReleaseServices => ({
  forum: { kind: 'in-lms' },
  search: 'meilisearch',
  ecommerce: false,
  xqueue: true,
  extraHosts: ['meilisearch'],
  ...more,
})

/** Releases that are complete here. */
export const maintainedReleases: Release[] = [
  {
    ...common,
    name: 'redwood',
    title: 'Redwood',
    lastTag: 'open-release/redwood.3',
    branch: 'open-release/redwood.master',
    python: '3.11.8',
    node: '18.20.1',
    setuptools: '69.1.1',
    base: '20.04',
    images: {
      ...images({ mysql: '8.4.0', mongodb: '7.0.7', redis: '7.2.4' }),
      elasticsearch: 'elasticsearch:7.17.13',
    },
    services: services({
      forum: { kind: 'ruby', ruby: '3.0.5' },
      search: 'elasticsearch',
      ecommerce: true,
      extraHosts: ['preview'],
    }),
    settings: yaml('4.2'),
    legacyStudioFlags: [],
  },
  {
    ...common,
    name: 'sumac',
    title: 'Sumac',
    lastTag: 'open-release/sumac.3',
    branch: 'open-release/sumac.master',
    python: '3.11.8',
    node: '18.20.1',
    setuptools: '69.1.1',
    base: '22.04',
    images: {
      ...images({ mysql: '8.4.0', mongodb: '7.0.7', redis: '7.2.4' }),
      meilisearch: 'getmeili/meilisearch:v1.8.4',
    },
    services: services({ ecommerce: true, extraHosts: ['preview', 'meilisearch'] }),
    settings: yaml('4.2'),
    legacyStudioFlags: [],
  },
  {
    ...common,
    name: 'teak',
    title: 'Teak',
    lastTag: 'release/teak.3',
    branch: 'release/teak',
    python: '3.11.8',
    node: '20.19.5',
    setuptools: '69.1.1',
    base: '22.04',
    images: {
      ...images({ mysql: '8.4.0', mongodb: '7.0.28', redis: '7.4.5' }),
      meilisearch: 'getmeili/meilisearch:v1.8.4',
    },
    services: services({ extraHosts: ['preview', 'meilisearch'] }),
    settings: yaml('4.2'),
    legacyStudioFlags: flags,
  },
  {
    ...common,
    name: 'ulmo',
    title: 'Ulmo',
    lastTag: 'release/ulmo.4',
    branch: 'release/ulmo',
    python: '3.11.8',
    node: '24.12.0',
    setuptools: '69.1.1',
    base: '22.04',
    images: {
      ...images({ mysql: '8.4.0', mongodb: '7.0.28', redis: '7.4.5' }),
      meilisearch: 'getmeili/meilisearch:v1.8.4',
    },
    services: services({}),
    settings: yaml('5.2'),
    legacyStudioFlags: flags,
  },
  {
    ...common,
    name: 'verawood',
    title: 'Verawood',
    lastTag: 'release/verawood.1',
    branch: 'release/verawood',
    python: '3.12.13',
    node: '24.16.0',
    setuptools: '69.1.1',
    base: '22.04',
    images: {
      ...images({ mysql: '8.4.9', mongodb: '7.0.35', redis: '7.4.9' }),
      meilisearch: 'getmeili/meilisearch:v1.36.0',
    },
    services: services({}),
    settings: yaml('5.2'),
    legacyStudioFlags: flags,
  },
]
