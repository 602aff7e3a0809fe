import { spawn } from 'node:child_process'
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PortalClient } from './portal-client.ts'
import { ensurePostgres, postgresPort, stopPostgres } from './postgres.ts'
import { checkPortsFree } from './preflight.ts'
import { endProcess } from './processes-alive.ts'
import { productEnvironment, productFingerprint, webServer } from './product-processes.ts'
import { runProgram } from './run-program.ts'
import { key, keyPath, portalUrl, type Settings } from './settings.ts'
import { endOrphans, runningSupervisor } from './supervisor-state.ts'

/** Folder of the embedded PostgreSQL. */
export function postgresHome(settings: Settings): string {
  return join(settings.dataDir, 'postgres')
}

/** Throws one sentence when a port that the portal needs is held by somebody else. Nothing is started yet. */
export function checkPortalPorts(settings: Settings): void {
  const { portal, web, postgres, redis } = settings.ports
  const needed: number[] = []
  if (runningSupervisor(settings) === undefined)
    needed.push(portal, web, ...(settings.externalRedisUrl === undefined ? [redis] : []))
  if (settings.externalDatabaseUrl === undefined && postgresPort(postgresHome(settings)) !== postgres)
    needed.push(postgres)
  checkPortsFree(needed)
}

/** Starts PostgreSQL unless DATABASE_URL names another; true when it was started now. */
export async function startDatabase(settings: Settings): Promise<boolean> {
  if (settings.externalDatabaseUrl !== undefined) return false
  return ensurePostgres({
    home: postgresHome(settings),
    port: settings.ports.postgres,
    password: key(settings, 'postgres-password'),
  })
}

/** Applies what is missing of prisma/migrations; what it says is what it did. */
export async function migrate(settings: Settings): Promise<string> {
  const script = join(settings.repository, 'apps/api/src/adapters/store/migrate.ts')
  const said = await runProgram(process.execPath, [script], {
    environment: productEnvironment(settings),
    cwd: settings.repository,
  })
  return said.trim()
}

/** Starts the supervisor and waits until the API is ready; restarts it when it runs other code or settings. Returns what it did. */
export async function startPortal(settings: Settings): Promise<'ran' | 'started' | 'restarted'> {
  const running = runningSupervisor(settings)
  if (running !== undefined && running.fingerprint === productFingerprint(settings)) {
    await waitUntilReady(settings)
    return 'ran'
  }
  if (running !== undefined) await endProcess(running.supervisor, 25_000)
  if (!existsSync(webServer(settings))) throw new Error('The web pages are not built yet: run make bootstrap.')
  const log = openSync(join(settings.dataDir, 'log', 'supervisor.log'), 'a')
  const child = spawn(process.execPath, [join(settings.repository, 'scripts/supervisor.ts')], {
    cwd: settings.repository,
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  await waitUntilReady(settings)
  return running === undefined ? 'started' : 'restarted'
}

async function waitUntilReady(settings: Settings): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const answers = await Promise.all([`${portalUrl(settings)}/readyz`, `${portalUrl(settings)}/sign-in`].map(isWell))
    if (answers.every(Boolean)) return
    if (Date.now() > deadline)
      throw new Error(`The portal is not ready after a minute: see ${join(settings.dataDir, 'log')} (make logs).`)
    await sleep(200)
  }
}

async function isWell(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    async (response) => {
      await response.body?.cancel()
      return response.ok
    },
    () => false,
  )
}

/** Ends supervisor, API, worker, web, Redis and PostgreSQL. Environments go on. Returns what was stopped. */
export async function stopPortal(settings: Settings): Promise<string[]> {
  const stopped = await endOrphans(settings)
  const running = runningSupervisor(settings)
  if (running !== undefined) {
    await endProcess(running.supervisor, 25_000)
    stopped.push(...running.processes.map((each) => each.name))
  }
  if (settings.externalDatabaseUrl === undefined && postgresPort(postgresHome(settings)) !== undefined) {
    await stopPostgres(postgresHome(settings))
    stopped.push('postgres')
  }
  return stopped
}

/** A client with the owner token that is kept in var/keys; the token is made when there is none, or when the database does not know it. */
export async function ownerClient(
  settings: Settings,
): Promise<{ client: PortalClient; token: string; isNew: boolean }> {
  const kept = readOwnerToken(settings)
  if (kept !== undefined) {
    const client = new PortalClient(portalUrl(settings), kept)
    if ((await client.status('/hosts')) !== 401) return { client, token: kept, isNew: false }
  }
  const main = join(settings.repository, 'apps/api/src/main.ts')
  const said = await runProgram(process.execPath, [main, 'owner-token'], {
    environment: productEnvironment(settings),
    cwd: settings.repository,
  })
  const token = /fun_\S+/.exec(said)?.[0]
  if (token === undefined) throw new Error('The owner token could not be made.')
  writeFileSync(keyPath(settings, 'owner-token'), token, { mode: 0o600 })
  return { client: new PortalClient(portalUrl(settings), token), token, isNew: true }
}

/** For commands that need a portal that runs already. Throws one sentence when it does not. */
export async function runningPortal(settings: Settings): Promise<PortalClient> {
  const token = readOwnerToken(settings)
  if (token === undefined) throw new Error('Nothing is set up here yet: run make bootstrap first.')
  const client = new PortalClient(portalUrl(settings), token)
  if ((await client.status('/hosts')) === 0) throw new Error('The portal does not run: make start.')
  return client
}

function readOwnerToken(settings: Settings): string | undefined {
  const path = keyPath(settings, 'owner-token')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
}
