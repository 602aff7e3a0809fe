import type { EnvironmentSpecification } from './specification.ts'

/** All that rendering needs beside the specification. Names and hashes only: no secret, no I/O. */
export interface RenderInput {
  name: string
  specification: EnvironmentSpecification
  images: ServiceImages
  /** Generation of static files (hash of collectstatic's inputs), 12 or more hex digits. Production only. */
  staticGeneration: string
  /** Hash over everything that can need a migration: migration files, Python part, databases' identity. */
  migrationsHash: string
  /** Seven or more hex digits; shown in a response header and used in cache keys, never for anything that recreates a container by itself. */
  commit: string
  /** Development only: absolute host paths. */
  development?: { workingTree: string; configurationFolder: string; assetsKey: string }
}

/** Image reference of every role, resolved by the caller (official, stand-in, or an override). */
export interface ServiceImages {
  /** Target `production` or `development` of docker/openedx, by content key. */
  openedx: string
  /** Target `collector`. Production only. */
  collector: string
  mysql: ServiceImage
  mongodb: ServiceImage
  memcached: ServiceImage
  rabbitmq: ServiceImage
  redis: ServiceImage
  nginx: ServiceImage
}

/** An image with what the model must know of it: official images and stand-ins differ in health command, user and engine. */
export interface ServiceImage {
  reference: string
  variant: 'official' | 'stand-in'
}
