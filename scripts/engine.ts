import { spawn } from 'node:child_process'
import { createReadStream, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { endProcess, identify, isAlive, type ProcessIdentity } from './processes-alive.ts'
import { runProgram } from './run-program.ts'

/**
 * What set-up and tests ask of a Docker engine before and after the product runs; the product itself goes through adapters/docker.
 * Plain HTTP over the engine's socket, so that nothing has to be installed for it.
 */
const defaultSocket = '/var/run/docker.sock'

export type EngineState =
  | { state: 'answers'; diskRoot: string }
  | { state: 'forbidden' }
  | { state: 'absent'; reason: string }

interface Address {
  socketPath?: string
  host?: string
  port?: number
}

function engineAddress(): Address {
  const named = process.env.DOCKER_HOST
  if (named === undefined || named === '') return { socketPath: defaultSocket }
  const url = new URL(named)
  if (url.protocol === 'unix:') return { socketPath: url.pathname }
  if (url.protocol === 'tcp:' || url.protocol === 'http:') return { host: url.hostname, port: Number(url.port || 2375) }
  throw new Error(`DOCKER_HOST=${named} cannot be used here: name a unix:// or tcp:// address.`)
}

/** One call of the Engine API; resolves with the parsed body. Throws with the engine's message when it refuses. */
export async function engineCall(
  method: string,
  path: string,
  options: { timeoutMs?: number; body?: unknown } = {},
): Promise<unknown> {
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
    const timeout = options.timeoutMs ?? 30_000
    const headers = { 'content-type': 'application/json' }
    const request = http.request({ ...engineAddress(), method, path, timeout, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      response.on('error', reject)
    })
    request.on('timeout', () => request.destroy(new Error('the Docker engine does not answer')))
    request.on('error', reject)
    request.end(options.body === undefined ? undefined : JSON.stringify(options.body))
  })
  const parsed: unknown = body.startsWith('{') || body.startsWith('[') ? JSON.parse(body) : body
  if (status >= 400)
    throw new Error(`The Docker engine refuses ${method} ${path}: ${refusal.safeParse(parsed).data?.message ?? body}`)
  return parsed
}

/** `docker import`: a root file system in a tar file becomes an image. */
export async function importRootFileSystem(tarPath: string, repository: string, tag: string): Promise<void> {
  const path = `/images/create?fromSrc=-&repo=${encodeURIComponent(repository)}&tag=${encodeURIComponent(tag)}`
  const request = http.request({
    ...engineAddress(),
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-tar' },
  })
  const answered = new Promise<string>((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      response.on('error', reject)
      response.on('end', () => resolve(body))
    })
  })
  const [body] = await Promise.all([answered, pipeline(createReadStream(tarPath), request)])
  if (/"error"|"message"/.test(body))
    throw new Error(`The Docker engine did not import ${repository}:${tag}: ${body.trim()}`)
}

/** A call that the engine answers with a two-way stream (attach, exec). */
export async function engineUpgrade(path: string, body: unknown): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', connection: 'Upgrade', upgrade: 'tcp' }
    const request = http.request({ ...engineAddress(), method: 'POST', path, headers })
    request.on('upgrade', (_response, socket) => resolve(socket))
    request.on('response', (response) => reject(new Error(`The Docker engine refuses ${path}: ${response.statusCode}`)))
    request.on('error', reject)
    request.end(JSON.stringify(body))
  })
}

const refusal = z.object({ message: z.string() })
const engineInfo = z.object({ DockerRootDir: z.string() })

export async function engineState(): Promise<EngineState> {
  try {
    return {
      state: 'answers',
      diskRoot: engineInfo.parse(await engineCall('GET', '/info', { timeoutMs: 15_000 })).DockerRootDir,
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))
      return { state: 'forbidden' }
    return { state: 'absent', reason: error instanceof Error ? error.message : String(error) }
  }
}

const ownDaemon = z.object({ pid: z.number(), startTicks: z.string() })

function daemonFile(dataDir: string): string {
  return join(dataDir, 'run', 'dockerd.json')
}

/**
 * Makes sure that an engine answers: returns its state of before. Starts Debian's service, or a daemon of our own where there is no
 * service manager; that one is remembered in var/run. Throws one sentence that says what to do.
 */
export async function ensureEngine(dataDir: string): Promise<'ran' | 'started'> {
  const before = await engineState()
  if (before.state === 'answers') return 'ran'
  const user = process.env.USER ?? 'this user'
  if (before.state === 'forbidden')
    throw new Error(
      `${user} may not use Docker: run "sudo usermod -aG docker ${user}", sign in anew, and run make again.`,
    )
  if (process.env.DOCKER_HOST)
    throw new Error(`The Docker engine at DOCKER_HOST=${process.env.DOCKER_HOST} does not answer: ${before.reason}`)
  if (process.getuid?.() !== 0)
    throw new Error('No Docker engine runs here: start it (sudo systemctl start docker), or run make as root.')
  if (existsSync('/run/systemd/system')) await runProgram('systemctl', ['start', 'docker'], { timeoutMs: 120_000 })
  else startDaemon(dataDir)
  const deadline = Date.now() + 60_000
  while ((await engineState()).state !== 'answers') {
    if (Date.now() > deadline)
      throw new Error(`The Docker engine did not start within a minute: see ${join(dataDir, 'log', 'dockerd.log')}.`)
    await sleep(250)
  }
  return 'started'
}

function startDaemon(dataDir: string): void {
  const log = openSync(join(dataDir, 'log', 'dockerd.log'), 'a')
  const { FUN_TEST_RUN: _unmarked, ...environment } = process.env
  const child = spawn('dockerd', [], { cwd: '/', detached: true, stdio: ['ignore', log, log], env: environment })
  child.on('error', () => {})
  child.unref()
  if (child.pid === undefined) throw new Error('dockerd cannot be run: apt-get install docker.io')
  const identity = identify(child.pid)
  if (identity !== undefined) writeFileSync(daemonFile(dataDir), JSON.stringify(identity))
}

/** Ends the daemon that {@link ensureEngine} started itself, with its containerd; false when there is none of ours. */
export async function stopOwnEngine(dataDir: string): Promise<boolean> {
  const daemon = readOwnDaemon(dataDir)
  if (daemon === undefined) return false
  await endProcess(daemon, 30_000)
  rmSync(daemonFile(dataDir), { force: true })
  return true
}

function readOwnDaemon(dataDir: string): ProcessIdentity | undefined {
  if (!existsSync(daemonFile(dataDir))) return undefined
  const daemon = ownDaemon.parse(JSON.parse(readFileSync(daemonFile(dataDir), 'utf8')))
  return isAlive(daemon) ? daemon : undefined
}

const containers = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()),
    State: z.string(),
    Labels: z.record(z.string(), z.string()),
    Ports: z.array(z.object({ PublicPort: z.number().optional() })).default([]),
  }),
)

export interface EngineContainer {
  id: string
  name: string
  running: boolean
  labels: Record<string, string>
  publishedPorts: number[]
}

/** Every container of the engine, running or not. */
export async function listContainers(): Promise<EngineContainer[]> {
  return containers.parse(await engineCall('GET', '/containers/json?all=1')).map((container) => ({
    id: container.Id,
    name: (container.Names[0] ?? container.Id).replace(/^\//, ''),
    running: container.State === 'running',
    labels: container.Labels,
    publishedPorts: container.Ports.flatMap((port) => port.PublicPort ?? []),
  }))
}

const networks = z.array(
  z.object({ Id: z.string(), Name: z.string(), Labels: z.record(z.string(), z.string()).nullish() }),
)
const volumes = z.object({
  Volumes: z.array(z.object({ Name: z.string(), Labels: z.record(z.string(), z.string()).nullish() })).nullable(),
})

/** Networks and volumes with their labels; a volume's id is its name. */
export async function listNetworksAndVolumes(): Promise<
  Array<{ kind: 'network' | 'volume'; id: string; name: string; labels: Record<string, string> }>
> {
  const networkList = networks.parse(await engineCall('GET', '/networks'))
  const volumeList = volumes.parse(await engineCall('GET', '/volumes')).Volumes ?? []
  return [
    ...networkList.map((network) => ({
      kind: 'network' as const,
      id: network.Id,
      name: network.Name,
      labels: network.Labels ?? {},
    })),
    ...volumeList.map((volume) => ({
      kind: 'volume' as const,
      id: volume.Name,
      name: volume.Name,
      labels: volume.Labels ?? {},
    })),
  ]
}
