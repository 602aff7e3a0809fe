import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** Ports of an installation, all on the loopback address. Moved together by `PORT`. */
export interface Ports {
  portal: number
  web: number
  postgres: number
  redis: number
  lmsDevelopment: number
  lms: number
  cmsDevelopment: number
  cms: number
}

/** Where this installation keeps things and what its processes are told. Made once from the environment by {@link readSettings}. */
export interface Settings {
  /** Absolute path of the clone. */
  repository: string
  /** Absolute path of `var/`, or of what FUN_DATA_DIR names. */
  dataDir: string
  ports: Ports
  /** Set when the operator brings a server: nothing embedded is started then. */
  externalDatabaseUrl: string | undefined
  externalRedisUrl: string | undefined
  images: 'auto' | 'stand-in' | 'official'
}

const environment = z.object({
  PORT: z.coerce.number('Give a port such as 9070.').int().min(1024).max(65500).default(8070),
  FUN_DATA_DIR: z.string().min(1).default('var'),
  DATABASE_URL: z.string().min(1).optional(),
  REDIS_URL: z.string().min(1).optional(),
  FUN_IMAGES: z.enum(['auto', 'stand-in', 'official']).default('auto'),
})

/** The default ports, shifted so that the portal is at `portal`. */
export function portsFrom(portal: number): Ports {
  return {
    portal,
    web: portal + 1,
    lmsDevelopment: portal + 2,
    lms: portal + 3,
    postgres: portal + 8,
    redis: portal + 9,
    cmsDevelopment: portal + 12,
    cms: portal + 13,
  }
}

/** Reads the environment and makes the data folders. Throws an Error that names the variable when a value cannot be used. */
export function readSettings(variables: NodeJS.ProcessEnv = process.env): Settings {
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(present)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Error(`${issue?.path.join('.')} cannot be used: ${issue?.message}`)
  }
  const repository = resolve(import.meta.dirname, '..')
  const dataDir = resolve(repository, parsed.data.FUN_DATA_DIR)
  for (const folder of ['log', 'run', 'keys']) mkdirSync(join(dataDir, folder), { recursive: true })
  chmodSync(join(dataDir, 'keys'), 0o700)
  return {
    repository,
    dataDir,
    ports: portsFrom(parsed.data.PORT),
    externalDatabaseUrl: parsed.data.DATABASE_URL,
    externalRedisUrl: parsed.data.REDIS_URL,
    images: parsed.data.FUN_IMAGES,
  }
}

/** Path of a file of `var/keys`. */
export function keyPath(settings: Settings, name: string): string {
  return join(settings.dataDir, 'keys', name)
}

/** A secret of this installation: made on first use, readable by its owner only. */
export function key(settings: Settings, name: string, make: () => string | Buffer = makePassword): string {
  const path = keyPath(settings, name)
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8').trim()
}

/** 160 random bits, safe in a URL. */
export function makePassword(): string {
  return randomBytes(20).toString('base64url')
}

export function databaseUrl(settings: Settings): string {
  return (
    settings.externalDatabaseUrl ??
    `postgresql://fun:${key(settings, 'postgres-password')}@127.0.0.1:${settings.ports.postgres}/fun`
  )
}

export function redisUrl(settings: Settings): string {
  return settings.externalRedisUrl ?? `redis://:${key(settings, 'redis-password')}@127.0.0.1:${settings.ports.redis}/0`
}

/** By address, not as `localhost`: the environments are served there, and cookies do not tell ports apart. */
export function portalUrl(settings: Settings): string {
  return `http://127.0.0.1:${settings.ports.portal}`
}

/** Where people open the portal, without a slash at the end: their session's cookie belongs there. */
export function publicPortalUrl(settings: Settings): string {
  return process.env.FUN_PUBLIC_URL?.replace(/\/+$/, '') || portalUrl(settings)
}
