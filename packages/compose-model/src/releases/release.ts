import type { ReleaseName } from '../specification.ts'

/** How a release's settings are told their values. */
export interface SettingsFamily {
  /** `yaml`: `LMS_CFG` and `STUDIO_CFG`/`CMS_CFG` name a YAML file (Juniper on). `json`: `CONFIG_ROOT` holds env and auth JSON. */
  format: 'yaml' | 'json'
  /** Module below `lms.envs` / `cms.envs` that ours import. */
  module: 'production' | 'aws'
  /** Django's major and minor version: names of cache back ends and the form of trusted origins follow it. */
  django: string
}

/** Official image references of the services of a release. */
export interface ReleaseImages {
  mysql: string
  mongodb: string
  redis: string
  rabbitmq: string
  memcached: string
  nginx: string
  elasticsearch?: string
  meilisearch?: string
}

/** Which service answers discussions and search in a release; those that are no service yet are named in services/README.md. */
export interface ReleaseServices {
  forum: { kind: 'ruby'; ruby: string } | { kind: 'in-lms' }
  search: 'elasticsearch' | 'meilisearch'
  ecommerce: boolean
  xqueue: boolean
  /** Host names beside LMS and CMS that the release itself expects. */
  extraHosts: string[]
}

/** An entry of the catalogue. Source: shared/research/tutor.md §4, from Tutor tags and openedx/configuration branches. */
export interface Release {
  name: ReleaseName
  title: string
  /** Up to Quince: can be rendered, is not maintained, and is refused where no base image for its Python can be had. */
  legacy: boolean
  lastTag: string
  /** Branch that gets the release's fixes. */
  branch: string
  python: string
  node: string
  setuptools: string
  /** Ubuntu version that upstream builds on. */
  base: string
  images: ReleaseImages
  services: ReleaseServices
  /** Pair of cache and broker that the release came with. */
  defaults: { cache: 'memcached' | 'redis'; broker: 'rabbitmq' | 'redis' }
  settings: SettingsFamily
  /** MySQL character set of new databases. */
  characterSet: 'utf8' | 'utf8mb3' | 'utf8mb4'
  /** Waffle flags without which Studio needs a micro-frontend. */
  legacyStudioFlags: readonly string[]
  /** Name of the shell that the official MongoDB image holds. */
  mongoShell: 'mongo' | 'mongosh'
}
