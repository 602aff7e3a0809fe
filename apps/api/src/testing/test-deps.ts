import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestDatabase, startTestRedis, type TestRedis } from '../../../../scripts/test-services.ts'
import { migrateDatabase } from '../adapters/store/migrate.ts'
import { type Config, loadConfig } from '../config.ts'
import { createDeps, type Deps } from '../deps.ts'
import { ensureHost } from '../operations/ensure-host.ts'

/** A whole installation for one test file: its own database and its own Redis, nothing mocked. */
export interface TestInstallation {
  deps: Deps
  config: Config
  redis: TestRedis
  hostId: string
  /** Beneath `config.developmentRoots`. */
  developmentRoot: string
  /** Another process of the same installation, e.g. a second worker. The caller closes it. */
  anotherProcess(variables?: Record<string, string>): Promise<Deps>
  stop(): Promise<void>
}

export async function startTestInstallation(
  name: string,
  variables: Record<string, string> = {},
): Promise<TestInstallation> {
  const [database, redis, folder] = await Promise.all([
    startTestDatabase(name),
    startTestRedis(),
    mkdtemp(join(tmpdir(), 'fun-test-')),
  ])
  await migrateDatabase(database.url)
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    FUN_DATA_DIR: join(folder, 'var'),
    FUN_DEVELOPMENT_ROOTS: folder,
    FUN_LOG_LEVEL: 'silent',
    FUN_LEASE_SECONDS: '1',
    ...variables,
  }
  const config = loadConfig(environment)
  const deps = await createDeps(config)
  const host = await ensureHost(deps)
  return {
    deps,
    config,
    redis,
    hostId: host.id,
    developmentRoot: folder,
    anotherProcess: (more = {}) => createDeps(loadConfig({ ...environment, ...more })),
    async stop() {
      await deps.close()
      await redis.stop()
      await database.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
