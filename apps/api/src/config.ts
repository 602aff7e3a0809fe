import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { isAllowEntry } from './address-guard.ts'

const repositoryFolder = resolve(fileURLToPath(new URL('../../../', import.meta.url)))
const flag = z.enum(['0', '1', 'true', 'false', '']).transform((value) => value === '1' || value === 'true')
const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback)
/** An empty variable means the same as an absent one. */
const optional = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value))
const optionalUrl = (message: string, ...protocols: string[]) =>
  optional.refine((value) => value === undefined || protocols.includes(URL.parse(value)?.protocol ?? ''), message)

/** Comma-separated; empty parts do not count. */
const list = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item))
const proxyAddress = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'Name addresses or networks, e.g. 10.0.0.0/8,::1.',
})
const allowEntry = z.string().refine(isAllowEntry, {
  error: 'Name addresses, networks or hosts, e.g. 10.0.0.0/8,chat.internal.example.',
})
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'Name whole origins without a path, e.g. https://tools.example.org.',
})
const perMinute = (fallback: number) => z.coerce.number().int().min(0).max(1_000_000).default(fallback)

const environmentVariables = z.object({
  DATABASE_URL: z.string().min(1, 'Name the PostgreSQL database, e.g. postgresql://fun@127.0.0.1:8078/fun.'),
  REDIS_URL: z.string().default('redis://127.0.0.1:8079'),
  REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('fun'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8070),
  WEB_URL: optional,
  FUN_TRUSTED_PROXIES: list(proxyAddress),
  FUN_CORS_ORIGINS: list(origin),
  FUN_METRICS_TOKEN: optional.pipe(z.string().min(16, 'Use at least 16 characters.').optional()),
  FUN_RATE_LIMIT: perMinute(1_200),
  FUN_RATE_LIMIT_SIGN_IN: perMinute(30),
  FUN_RATE_LIMIT_WEBHOOKS: perMinute(600),
  FUN_STREAM_SECONDS_MAX: seconds(3_600),
  FUN_TERMINAL_IDLE_SECONDS: seconds(1_800),
  FUN_TERMINAL_SECONDS_MAX: seconds(28_800),
  FUN_TERMINAL_RECONNECT_SECONDS: seconds(60),
  FUN_TERMINALS_MAX: z.coerce.number().int().min(0).max(100).default(5),
  FUN_DATA_DIR: z.string().default(join(repositoryFolder, 'var')),
  FUN_SECRET_KEY_FILE: optional,
  FUN_IMAGES: z.enum(['auto', 'stand-in', 'official']).default('auto'),
  FUN_CA_BUNDLE: optional,
  FUN_DEVELOPMENT_ROOTS: z.string().default(''),
  FUN_SOURCES_DIR: z.string().default(join(repositoryFolder, 'src')),
  FUN_GIT_PRIVATE_ADDRESSES: flag.default(false),
  FUN_OUTGOING_ALLOW: list(allowEntry),
  FUN_PUBLIC_URL: optionalUrl('Give the address of the portal, e.g. https://fun.example.org.', 'http:', 'https:'),
  FUN_SMTP_URL: optionalUrl('Give the mail relay, e.g. smtp://user:password@mail.example.org:587.', 'smtp:', 'smtps:'),
  FUN_MAIL_FROM: z.string().min(3).default('FUN Platform <fun@localhost>'),
  FUN_DOCKER_SOCKET: optional,
  DOCKER_HOST: optional,
  FUN_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2),
  FUN_WORKER_ID: z.string().max(100).default(`${hostname()}-${process.pid}`),
  FUN_LEASE_SECONDS: seconds(15),
  FUN_SWEEP_SECONDS: seconds(5),
  FUN_OBSERVE_SECONDS: seconds(5),
  FUN_POLL_SECONDS: z.coerce.number().min(0).max(86_400).default(60),
  FUN_HEARTBEAT_SECONDS: seconds(15),
  FUN_WEBHOOK_BODY_SECONDS: seconds(60),
  FUN_NOTIFY_RETRY_SECONDS: seconds(10),
  FUN_TROUBLE_SECONDS: z.coerce.number().min(0).max(86_400).default(60),
  FUN_DISK_LOW_BYTES: z.coerce
    .number()
    .min(0)
    .default(10 * 1024 ** 3),
  FUN_DISK_FREE_BYTES_MIN: z.coerce.number().positive().optional(),
  FUN_MEMORY_FREE_BYTES: z.coerce.number().positive().optional(),
  FUN_BUILD_TIMEOUT_SECONDS: seconds(3_600),
  FUN_REVISIONS_KEPT: z.coerce.number().int().min(1).max(1_000).default(10),
  FUN_IMAGE_PARTS_KEPT: z.coerce.number().int().min(0).max(1_000).default(3),
  FUN_PRUNE_SECONDS: z.coerce.number().int().min(0).max(31_536_000).default(3_600),
  FUN_BUILD_CACHE_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .default(20 * 1024 ** 3),
  FUN_HOST_NAME: z.string().default('local'),
  FUN_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PIP_INDEX_URL: optional,
  NPM_REGISTRY: optional,
  npm_config_registry: optional,
  HTTP_PROXY: optional,
  HTTPS_PROXY: optional,
  NO_PROXY: optional,
})

/** Everything that the process was told from outside, parsed once. Durations are seconds, as their names say. */
export type Config = ReturnType<typeof toConfig>

function toConfig(variables: z.infer<typeof environmentVariables>, all: Record<string, string | undefined>) {
  const dataFolder = resolve(variables.FUN_DATA_DIR)
  return {
    databaseUrl: variables.DATABASE_URL,
    redisUrl: variables.REDIS_URL,
    redisPrefix: variables.REDIS_PREFIX,
    listenHost: variables.HOST,
    listenPort: variables.PORT,
    webUrl: variables.WEB_URL,
    /** Addresses and networks whose X-Forwarded-* headers are believed; of everybody else the socket's address counts. */
    trustedProxies: variables.FUN_TRUSTED_PROXIES,
    /** Other sites whose pages may call the API with a token; cookies never travel there. */
    corsOrigins: variables.FUN_CORS_ORIGINS,
    /** A bearer token that reads /metrics and nothing else. */
    metricsToken: variables.FUN_METRICS_TOKEN,
    /** Requests per minute of one principal, or of one address without a credential; 0: no limit. */
    rateLimits: {
      calls: variables.FUN_RATE_LIMIT,
      /** Per address. */
      signIn: variables.FUN_RATE_LIMIT_SIGN_IN,
      /** Per address. */
      webhooks: variables.FUN_RATE_LIMIT_WEBHOOKS,
    },
    /** An event stream is ended after that, so that it is opened anew with the rights of then. */
    streamSecondsMax: variables.FUN_STREAM_SECONDS_MAX,
    terminals: {
      /** A terminal ends when nothing was typed or shown for so long. */
      idleSeconds: variables.FUN_TERMINAL_IDLE_SECONDS,
      /** A terminal ends after that, whatever happens in it. */
      secondsMax: variables.FUN_TERMINAL_SECONDS_MAX,
      /** How long its program waits for somebody who was cut off. */
      reconnectSeconds: variables.FUN_TERMINAL_RECONNECT_SECONDS,
      /** Open ones of one person; 0: none may be opened. */
      perPersonMax: variables.FUN_TERMINALS_MAX,
    },
    repositoryFolder,
    dataFolder,
    secretKeyFile: variables.FUN_SECRET_KEY_FILE ?? join(dataFolder, 'keys', 'secrets.key'),
    images: variables.FUN_IMAGES,
    caBundleFile: variables.FUN_CA_BUNDLE,
    /** Absolute paths beneath which working trees and file sources may lie. The API cannot widen them. */
    developmentRoots: variables.FUN_DEVELOPMENT_ROOTS.split(':')
      .filter((path) => path !== '')
      .map((path) => resolve(path)),
    /** Where the product checks out working trees itself: `<folder>/<environment>`. */
    sourcesFolder: resolve(variables.FUN_SOURCES_DIR),
    gitPrivateAddresses: variables.FUN_GIT_PRIVATE_ADDRESSES,
    /** Addresses, ranges and host names beside the internet that URLs which people typed may lead to. The API cannot widen them. */
    outgoingAllow: variables.FUN_OUTGOING_ALLOW,
    /** Where people find the portal, without a slash at the end; links in messages begin with it. */
    publicUrl: variables.FUN_PUBLIC_URL?.replace(/\/+$/, ''),
    /** undefined: this installation sends no mail. */
    mail:
      variables.FUN_SMTP_URL === undefined
        ? undefined
        : { smtpUrl: variables.FUN_SMTP_URL, from: variables.FUN_MAIL_FROM },
    /** A socket path or URL; adapters/docker decides the default. */
    dockerHost: variables.FUN_DOCKER_SOCKET ?? variables.DOCKER_HOST,
    hostName: variables.FUN_HOST_NAME,
    /** Free space below which a deployment is refused; by default it depends on whether something is built. */
    diskFreeBytesMin: variables.FUN_DISK_FREE_BYTES_MIN,
    /** Memory that counts as available in place of what the host says. */
    memoryFreeBytes: variables.FUN_MEMORY_FREE_BYTES,
    buildTimeoutSeconds: variables.FUN_BUILD_TIMEOUT_SECONDS,
    retention: {
      /** Revisions per environment that can be gone back to, beside the serving one. */
      revisionsKept: variables.FUN_REVISIONS_KEPT,
      /** Of each image part, the newest that no kept revision needs: what a branch was built from is soon built from again. */
      imagePartsKept: variables.FUN_IMAGE_PARTS_KEPT,
      /** Between two prunes that a worker queues by itself; 0: none. */
      pruneSeconds: variables.FUN_PRUNE_SECONDS,
      buildCacheBytesMax: variables.FUN_BUILD_CACHE_BYTES_MAX,
    },
    concurrency: variables.FUN_CONCURRENCY,
    workerId: variables.FUN_WORKER_ID,
    leaseSeconds: variables.FUN_LEASE_SECONDS,
    sweepSeconds: variables.FUN_SWEEP_SECONDS,
    observeSeconds: variables.FUN_OBSERVE_SECONDS,
    /** How often repositories are asked for what was pushed; 0: never. */
    pollSeconds: variables.FUN_POLL_SECONDS,
    heartbeatSeconds: variables.FUN_HEARTBEAT_SECONDS,
    /** How long the body of a webhook may take to come; whoever is slower is cut. */
    webhookBodySeconds: variables.FUN_WEBHOOK_BODY_SECONDS,
    /** Until a message that was not delivered is tried for the second time; doubled each time after. */
    notifyRetrySeconds: variables.FUN_NOTIFY_RETRY_SECONDS,
    /** How long something must be in trouble, or out of it, before anybody is told. */
    troubleSeconds: variables.FUN_TROUBLE_SECONDS,
    /** Free space of a host below which somebody is told. */
    diskLowBytes: variables.FUN_DISK_LOW_BYTES,
    logLevel: variables.FUN_LOG_LEVEL,
    /** As the process got it; adapters/git hands a few of them on to git. */
    processEnvironment: all,
    /** Reach build steps as build arguments, and leave no trace in images. */
    builds: {
      pipIndexUrl: variables.PIP_INDEX_URL,
      npmRegistry: variables.NPM_REGISTRY ?? variables.npm_config_registry,
      httpProxy: variables.HTTP_PROXY,
      httpsProxy: variables.HTTPS_PROXY,
      noProxy: variables.NO_PROXY,
    },
  }
}

/** Parses variables (the process's own by default). Throws an error whose message names every wrong variable. */
export function loadConfig(variables: Record<string, string | undefined> = process.env): Config {
  const parsed = environmentVariables.safeParse(variables)
  if (parsed.success) return toConfig(parsed.data, variables)
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`These environment variables are wrong:\n${lines.join('\n')}`)
}

/** For tools that need nothing but the database. */
export function loadDatabaseUrl(variables: Record<string, string | undefined> = process.env): string {
  return environmentVariables.pick({ DATABASE_URL: true }).parse(variables).DATABASE_URL
}
