import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ensurePostgres, removePostgres } from './postgres.ts'

/** A database of its own for one test file, empty. */
export interface TestDatabase {
  url: string
  stop(): Promise<void>
}

export interface TestRedis {
  url: string
  port: number
  stop(): Promise<void>
}

const serverVariable = 'FUN_TEST_POSTGRES_URL'

/**
 * An empty database on the PostgreSQL of the run (started by {@link setup}), or on one of its own when there is no run, as when a
 * single file is executed by hand. `name` only helps a person to recognise it.
 */
export async function startTestDatabase(name: string): Promise<TestDatabase> {
  const shared = process.env[serverVariable]
  const server = shared === undefined ? await startTestPostgres() : { url: shared, stop: async () => {} }
  const database = `${name
    .replaceAll(/[^a-z0-9]+/gi, '_')
    .toLowerCase()
    .slice(0, 40)}_${randomBytes(4).toString('hex')}`
  await administer(server.url, `CREATE DATABASE ${database}`)
  const url = new URL(server.url)
  url.pathname = `/${database}`
  return {
    url: url.href,
    stop: async () => {
      await administer(server.url, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
      await server.stop()
    },
  }
}

/** A PostgreSQL in a folder of its own on a free port; `stop` removes all of it. */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'fun-test-'))
  // PostgreSQL runs as another account when the tests run as root.
  chmodSync(folder, 0o711)
  const home = join(folder, 'postgres')
  const password = randomBytes(12).toString('hex')
  const port = await freePort()
  const stop = async () => {
    await removePostgres(home)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await ensurePostgres({ home, port, password })
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `postgresql://fun:${password}@127.0.0.1:${port}/fun`, stop }
}

/** A Redis on a free port that keeps nothing on disk; `stop` ends it. */
export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort()
  const password = randomBytes(12).toString('hex')
  const child = spawn('redis-server', ['-'], { cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] })
  child.stdin.end(
    `bind 127.0.0.1\nport ${port}\nrequirepass ${password}\nmaxmemory-policy noeviction\nsave ""\ndir /tmp\n`,
  )
  await accepts(port, child)
  return { url: `redis://:${password}@127.0.0.1:${port}/0`, port, stop: () => end(child) }
}

const givenPorts = new Set<number>()

/** A TCP port of the loopback address that is free at the time of asking, and was not given to this process before. */
export async function freePort(): Promise<number> {
  const port = await portOfTheSystem()
  if (givenPorts.has(port)) return freePort()
  givenPorts.add(port)
  return port
}

async function portOfTheSystem(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** vitest's globalSetup: one PostgreSQL for all files of the run; what it returns is called at the end, also after failures. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await startTestPostgres()
  process.env[serverVariable] = server.url
  return async () => {
    delete process.env[serverVariable]
    await server.stop()
  }
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function accepts(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await connects(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('redis-server did not start')
    await sleep(20)
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}
