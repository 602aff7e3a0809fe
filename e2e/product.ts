import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import Docker from 'dockerode'
import { EngineDoor } from '../scripts/engine-door.ts'
import { productNodeCache, productNodeFlags } from '../scripts/product-node.ts'
import { freePort } from '../scripts/test-services.ts'
import { Portal } from './portal.ts'

const run = promisify(execFile)
const repository = path.resolve(import.meta.dirname, '..')
const main = path.join(repository, 'apps/api/src/main.ts')
/** Where Debian keeps the certificates that this host trusts; builds need them when something between here and the registries re-signs TLS. */
const hostCaBundle = '/etc/ssl/certs/ca-certificates.crt'
const engineSocket = process.env.FUN_DOCKER_SOCKET ?? '/var/run/docker.sock'

/** The whole product of one test file: API, workers, their own Redis and database, on free ports, with a data directory of its own. */
export class Product {
  readonly directory: string
  readonly door: EngineDoor
  readonly prefix = `${process.env.FUN_TEST_RUN ?? 'e2e'}${randomBytes(3).toString('hex')}`
  readonly docker = new Docker({ socketPath: engineSocket })
  readonly #processes = new Map<string, ChildProcess>()
  #environment: NodeJS.ProcessEnv = {}
  #redisPort = 0
  #redisPassword = randomBytes(12).toString('hex')
  #portal: Portal | undefined
  readonly #databaseUrl: string

  constructor(databaseUrl: string, directory: string) {
    this.#databaseUrl = databaseUrl
    this.directory = directory
    this.door = new EngineDoor(path.join(directory, 'engine.sock'), engineSocket)
  }

  get portal(): Portal {
    if (this.#portal === undefined) throw new Error('the product is not started')
    return this.#portal
  }

  /** Starts everything and waits until `/readyz` answers 200. `extra` overrides environment variables of the processes. */
  async start(extra: Record<string, string> = {}): Promise<void> {
    for (const folder of ['log', 'keys', 'redis']) await mkdir(path.join(this.directory, folder), { recursive: true })
    await this.door.open()
    this.#redisPort = await freePort()
    await this.startRedis()
    const port = await freePort()
    this.#environment = {
      ...process.env,
      ...productNodeCache(path.join(repository, 'var')),
      DATABASE_URL: this.#databaseUrl,
      REDIS_URL: `redis://:${this.#redisPassword}@127.0.0.1:${this.#redisPort}`,
      PORT: String(port),
      HOST: '127.0.0.1',
      WEB_URL: 'http://127.0.0.1:9',
      FUN_DATA_DIR: this.directory,
      FUN_SECRET_KEY_FILE: path.join(this.directory, 'keys/secret-key'),
      FUN_DOCKER_SOCKET: this.door.path,
      FUN_DEVELOPMENT_ROOTS: this.directory,
      FUN_SOURCES_DIR: path.join(this.directory, 'src'),
      FUN_IMAGES: 'stand-in',
      FUN_CA_BUNDLE: process.env.FUN_CA_BUNDLE ?? (existsSync(hostCaBundle) ? hostCaBundle : ''),
      FUN_LEASE_SECONDS: '6',
      ...extra,
    }
    await run(process.execPath, [path.join(repository, 'apps/api/src/adapters/store/migrate.ts')], {
      env: this.#environment,
    })
    const said = await this.command('owner-token')
    const token = /fun_\S+/.exec(said)?.[0]
    if (token === undefined) throw new Error(`owner-token printed no token: ${said}`)
    this.#portal = new Portal(`http://127.0.0.1:${port}`, token)
    this.startApi()
    this.startWorker()
    await this.#ready()
  }

  /** What a command of the product prints, run beside its processes. Rejects when it ends with another exit code than 0. */
  async command(...words: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [main, ...words], { env: this.#environment })
    return stdout
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + 30_000
    for (;;) {
      const status = await fetch(`${this.portal.url}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
        (response) => response.status,
        () => 0,
      )
      if (status === 200) return
      if (Date.now() > deadline) throw new Error(`the API is not ready: see ${this.directory}/log`)
      await sleep(200)
    }
  }

  #spawn(name: string, command: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const log = createWriteStream(path.join(this.directory, 'log', `${name}.log`), { flags: 'a' })
    child.stdout?.pipe(log, { end: false })
    child.stderr?.pipe(log, { end: false })
    this.#processes.set(name, child)
    return child
  }

  /** The process id of one of the processes while it runs. */
  processId(name: 'api' | 'redis' | 'worker' | (string & {})): number | undefined {
    return this.#processes.get(name)?.pid
  }

  startApi(): void {
    this.#spawn('api', process.execPath, [...productNodeFlags, main, 'api'], this.#environment)
  }

  startWorker(name = 'worker', extra: Record<string, string> = {}): void {
    this.#spawn(name, process.execPath, [...productNodeFlags, main, 'worker'], {
      ...this.#environment,
      ...extra,
      FUN_WORKER_ID: `${name}-${randomBytes(2).toString('hex')}`,
    })
  }

  async startRedis(): Promise<void> {
    const settings = [
      '--port',
      String(this.#redisPort),
      '--bind',
      '127.0.0.1',
      '--requirepass',
      this.#redisPassword,
      '--save',
      '',
    ]
    this.#spawn(
      'redis',
      'redis-server',
      [...settings, '--appendonly', 'no', '--dir', path.join(this.directory, 'redis')],
      process.env,
    )
    const deadline = Date.now() + 10_000
    for (;;) {
      const open = await new Promise<boolean>((resolve) => {
        const socket = connect(this.#redisPort, '127.0.0.1', () => {
          socket.destroy()
          resolve(true)
        })
        socket.on('error', () => resolve(false))
      })
      if (open) return
      if (Date.now() > deadline) throw new Error('Redis did not start')
      await sleep(50)
    }
  }

  /** Ends one of the processes and waits for its exit. */
  async end(name: 'api' | 'redis' | 'worker' | (string & {}), signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#processes.get(name)
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    const kill = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await gone
    clearTimeout(kill)
    this.#processes.delete(name)
  }

  /** Containers of one environment, as the engine shows them. */
  async containers(project: string): Promise<Docker.ContainerInfo[]> {
    return this.docker.listContainers({ all: true, filters: { label: [`com.docker.compose.project=${project}`] } })
  }

  /** Ends the processes and removes every container, network and volume of the environments whose names start with `prefix`. */
  async stop(): Promise<void> {
    for (const name of [...this.#processes.keys()].toReversed()) await this.end(name)
    await this.door.shut()
    const label = 'com.docker.compose.project'
    const mine = (labels: Record<string, string> | undefined) => labels?.[label]?.startsWith(this.prefix) === true
    for (const each of await this.docker.listContainers({ all: true, filters: { label: [label] } }))
      if (mine(each.Labels)) await this.docker.getContainer(each.Id).remove({ force: true, v: true })
    for (const each of await this.docker.listNetworks({ filters: { label: [label] } }))
      if (mine(each.Labels)) await this.docker.getNetwork(each.Id).remove()
    const { Volumes } = await this.docker.listVolumes({ filters: { label: [label] } })
    for (const each of Volumes) if (mine(each.Labels)) await this.docker.getVolume(each.Name).remove({ force: true })
  }
}
