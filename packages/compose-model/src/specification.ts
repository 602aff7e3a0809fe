import { z } from 'zod'
import { jsonValue } from './json-value.ts'

/** Names of environments, also Compose project names. Source: compose-spec `name` grammar, narrowed. */
export const environmentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/, 'Use 2 to 31 lower-case letters, digits and hyphens, starting with a letter.')

export const environmentKind = z.enum(['development', 'production', 'preview'])
export type EnvironmentKind = z.infer<typeof environmentKind>

export const releaseName = z.enum([
  'ginkgo',
  'hawthorn',
  'ironwood',
  'juniper',
  'koa',
  'lilac',
  'maple',
  'nutmeg',
  'olive',
  'palm',
  'quince',
  'redwood',
  'sumac',
  'teak',
  'ulmo',
  'verawood',
])
export type ReleaseName = z.infer<typeof releaseName>

const port = z.int().min(1).max(65535)
/** A DNS name or `localhost`, no scheme, no port. */
const hostName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i, 'Use a host name such as lms.example.org.')

/** A server that the team runs elsewhere, in place of the environment's own container. `passwordSecret` names a secret. */
const external = (defaultPort: number) =>
  z.strictObject({
    mode: z.literal('external'),
    host: hostName,
    port: port.default(defaultPort),
    user: z.string().max(64).default(''),
    /** Name of the environment's secret that holds the password; absent: no password. */
    passwordSecret: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,63}$/)
      .optional(),
  })

const container = z.strictObject({
  mode: z.literal('container'),
  /** Overrides the release's image (a mirror, an own image). */
  image: z.string().max(255).optional(),
  memoryBytesMax: z.int().positive().optional(),
})

/** A service that runs as a container unless an external host is named. */
const service = <T extends z.ZodRawShape>(defaultPort: number, extra: T) =>
  z.discriminatedUnion('mode', [container, external(defaultPort).extend(extra)]).default({ mode: 'container' })

/** A page that a new container must answer before it gets traffic: any status below 500. null: its heartbeat alone decides. */
const smokePath = z
  .string()
  .max(255)
  .regex(/^\/[\x21-\x7e]*$/, 'Use a path such as / or /courses.')
  .nullable()
  .default('/')

/**
 * What a person wants an environment to be. Everything has a default that works; the API stores the parsed value.
 * Errors: zod issues with the path of the field.
 */
export const environmentSpecification = z.strictObject({
  kind: environmentKind,
  release: releaseName,
  platformName: z.string().min(1).max(100).default('Open edX'),
  languageCode: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]{2,4})?$/i)
    .default('en'),
  timeZone: z.string().max(64).default('UTC'),
  contactEmail: z.email().default('contact@example.com'),
  /** Address that published ports bind. */
  bindAddress: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  lms: z
    .strictObject({
      host: hostName.default('localhost'),
      /** nginx. */
      port: port.default(8073),
      /** runserver; development only. */
      developmentPort: port.default(8072),
      gunicornWorkers: z.int().min(1).max(64).default(2),
      memoryBytesMax: z.int().positive().optional(),
      smokePath,
    })
    .prefault({}),
  cms: z
    .strictObject({
      host: hostName.default('localhost'),
      port: port.default(8083),
      developmentPort: port.default(8082),
      gunicornWorkers: z.int().min(1).max(64).default(2),
      memoryBytesMax: z.int().positive().optional(),
      smokePath,
    })
    .prefault({}),
  workers: z
    .strictObject({
      lms: z.int().min(0).max(16).default(1),
      cms: z.int().min(0).max(16).default(1),
      concurrency: z.int().min(1).max(32).default(1),
    })
    .prefault({}),
  mysql: service(3306, {
    database: z
      .string()
      .regex(/^[a-zA-Z0-9_]{1,64}$/)
      .default('openedx'),
  }),
  mongodb: service(27017, {
    database: z
      .string()
      .regex(/^[a-zA-Z0-9_-]{1,64}$/)
      .default('openedx'),
    authSource: z.string().default('admin'),
  }),
  /** `memcached` + `rabbitmq`, or `redis` for both; mixed pairs are allowed. */
  cache: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('memcached'), service: service(11211, {}) }),
      z.strictObject({ kind: z.literal('redis'), service: service(6379, {}) }),
    ])
    .prefault({ kind: 'redis' }),
  broker: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('rabbitmq'),
        service: service(5672, { vhost: z.string().max(64).default('/') }),
      }),
      z.strictObject({ kind: z.literal('redis'), service: service(6379, {}) }),
    ])
    .prefault({ kind: 'redis' }),
  deployments: z
    .strictObject({
      /** `migrations`: nginx holds requests with a maintenance page from before a migration until the new code serves. */
      maintenance: z.enum(['never', 'migrations']).default('never'),
    })
    .prefault({}),
  /** Merged last into lms.yml / cms.yml. */
  settings: z
    .strictObject({
      lms: z.record(z.string(), jsonValue).default({}),
      cms: z.record(z.string(), jsonValue).default({}),
    })
    .prefault({}),
})

export type EnvironmentSpecification = z.infer<typeof environmentSpecification>
/** What a caller may send: every field with a default may be absent. */
export type EnvironmentSpecificationInput = z.input<typeof environmentSpecification>

/** A specification as it is stored: the release may be absent until the first plan or deploy has read it from the tree. */
export const storedSpecification = environmentSpecification.partial({ release: true })
export type StoredSpecification = z.infer<typeof storedSpecification>
