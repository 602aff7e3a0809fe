import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { serviceAccount } from './account.ts'
import { developmentRoots } from './development-roots.ts'
import { productNodeCache, productNodeFlags } from './product-node.ts'
import { databaseUrl, key, keyPath, redisUrl, type Settings } from './settings.ts'
import type { ProcessSpecification } from './supervised-process.ts'

const debianBundle = '/etc/ssl/certs/ca-certificates.crt'

/** Environment of API, worker and their commands (`apps/api/src/config.ts` parses it). */
export function productEnvironment(settings: Settings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...productNodeCache(settings.dataDir),
    DATABASE_URL: databaseUrl(settings),
    REDIS_URL: redisUrl(settings),
    HOST: '127.0.0.1',
    PORT: String(settings.ports.portal),
    WEB_URL: `http://127.0.0.1:${settings.ports.web}`,
    FUN_DATA_DIR: settings.dataDir,
    FUN_SOURCES_DIR: join(settings.repository, 'src'),
    FUN_SECRET_KEY_FILE: keyPath(settings, 'secrets.key'),
    FUN_IMAGES: settings.images,
    FUN_CA_BUNDLE: hostBundle(),
    FUN_DEVELOPMENT_ROOTS: developmentRoots(settings).join(':'),
  }
}

/** Certificates that builds are given, so that they reach what this machine reaches; empty when there are none. */
export function hostBundle(): string {
  return process.env.FUN_CA_BUNDLE ?? (existsSync(debianBundle) ? debianBundle : '')
}

/** What the supervisor keeps alive. Redis is among them unless REDIS_URL names another; it keeps nothing on disk. */
export async function productProcesses(settings: Settings): Promise<ProcessSpecification[]> {
  const environment = productEnvironment(settings)
  const main = join(settings.repository, 'apps/api/src/main.ts')
  const common = { cwd: settings.repository, environment, account: undefined, graceMs: 15_000 }
  const redis: ProcessSpecification[] =
    settings.externalRedisUrl === undefined
      ? [
          {
            name: 'redis',
            command: ['redis-server', '-'],
            cwd: '/',
            environment: { PATH: process.env.PATH },
            account: await serviceAccount(),
            input: redisConfiguration(settings),
            graceMs: 5_000,
          },
        ]
      : []
  return [
    ...redis,
    { ...common, name: 'api', command: [process.execPath, ...productNodeFlags, main, 'api'] },
    { ...common, name: 'worker', command: [process.execPath, ...productNodeFlags, main, 'worker'] },
    {
      ...common,
      name: 'web',
      command: [process.execPath, ...productNodeFlags, webServer(settings)],
      environment: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        HOSTNAME: '127.0.0.1',
        PORT: String(settings.ports.web),
      },
    },
  ]
}

export function webServer(settings: Settings): string {
  return join(settings.repository, 'apps/web/.next/standalone/apps/web/server.js')
}

function redisConfiguration(settings: Settings): string {
  return [
    'bind 127.0.0.1',
    `port ${settings.ports.redis}`,
    `requirepass ${key(settings, 'redis-password')}`,
    'maxmemory-policy noeviction',
    'save ""',
    'appendonly no',
    'dir /tmp',
    '',
  ].join('\n')
}

/** Changes when the processes would be started differently or from other code: then `make bootstrap` restarts them. */
export function productFingerprint(settings: Settings): string {
  const told = productEnvironment(settings)
  const counted = ['FUN_CA_BUNDLE', 'DATABASE_URL', 'REDIS_URL', 'FUN_IMAGES', 'FUN_DEVELOPMENT_ROOTS', 'PORT']
  const more = ['FUN_PUBLIC_URL', 'FUN_SMTP_URL', 'FUN_MAIL_FROM', 'FUN_OUTGOING_ALLOW']
  const values = [...counted, ...more].map((name) => told[name] ?? null)
  const hash = createHash('sha256').update(JSON.stringify([...values, process.version, ...productNodeFlags]))
  const roots = [
    'apps/api/src',
    'packages/contract/src',
    'packages/compose-model/src',
    'packages/reconcile/src',
    'docker',
    'prisma',
  ]
  for (const root of roots) hashFolder(join(settings.repository, root), hash)
  hashFile(join(settings.repository, 'pnpm-lock.yaml'), hash)
  const buildId = join(settings.repository, 'apps/web/.next/BUILD_ID')
  if (existsSync(buildId)) hash.update(readFileSync(buildId))
  return hash.digest('hex')
}

function hashFolder(folder: string, hash: ReturnType<typeof createHash>): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // Generated code follows from the schema and the lock file, which are counted; tests are not run by the product.
    if (!entry.isFile() || entry.parentPath.includes('generated') || entry.name.endsWith('.test.ts')) continue
    hashFile(join(entry.parentPath, entry.name), hash)
  }
}

function hashFile(path: string, hash: ReturnType<typeof createHash>): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat !== undefined) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`)
}
