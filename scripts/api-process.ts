import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort, startTestDatabase, startTestRedis } from './test-services.ts'

const run = promisify(execFile)
const repository = resolve(import.meta.dirname, '..')
const main = join(repository, 'apps/api/src/main.ts')

/** The API as a process with a PostgreSQL, a Redis and a data directory of its own; no worker unless one is started. */
export interface ApiProcess {
  url: string
  databaseUrl: string
  /** Of the owner. */
  token: string
  /** Beneath the development roots. */
  folder: string
  api: ChildProcess
  /** A second process role; ends with the rest. */
  startWorker(): ChildProcess
  stop(): Promise<void>
}

/** Starts it on a free port and waits for /readyz. `variables` go over the defaults. What the processes print goes to stderr. */
export async function startApiProcess(name: string, variables: Record<string, string> = {}): Promise<ApiProcess> {
  const [database, redis, folder] = await Promise.all([
    startTestDatabase(name),
    startTestRedis(),
    mkdtemp(join(tmpdir(), 'fun-api-')),
  ])
  const port = await freePort()
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    HOST: '127.0.0.1',
    PORT: String(port),
    WEB_URL: '',
    FUN_DATA_DIR: join(folder, 'var'),
    FUN_DEVELOPMENT_ROOTS: folder,
    FUN_LOG_LEVEL: 'warn',
    ...variables,
  }
  const children: ChildProcess[] = []
  const start = (role: 'api' | 'worker') => {
    const child = spawn(process.execPath, [main, role], { env, stdio: ['ignore', 'inherit', 'inherit'] })
    children.push(child)
    return child
  }
  const stop = async () => {
    await Promise.all(children.map(end))
    await redis.stop()
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await run(process.execPath, [join(repository, 'apps/api/src/adapters/store/migrate.ts')], { env })
    const { stdout } = await run(process.execPath, [main, 'owner-token'], { env })
    const token = /fun_\S+/.exec(stdout)?.[0]
    if (token === undefined) throw new Error('owner-token printed no token')
    const url = `http://127.0.0.1:${port}`
    const api = start('api')
    await ready(url, api)
    return { url, databaseUrl: database.url, token, folder, api, startWorker: () => start('worker'), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ready(url: string, api: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (answer?.ok === true) return
    if (api.exitCode !== null || Date.now() > deadline) throw new Error('the API did not become ready')
    await sleep(100)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolved) => child.once('exit', resolved))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(late)
}
