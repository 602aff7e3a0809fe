import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import { DiskFull, EngineError, EngineRefused, EngineUnreachable, ImageMissing, PortTaken } from './errors.ts'

/** Where an engine listens: a socket path, `unix://…`, `tcp://…` or `http://…`. */
export interface EngineAddress {
  address?: string
}

/** Time that an ordinary call may take. Calls that stop containers or stream say their own. */
const callTimeoutMsMax = 60_000

/** dockerode with one place where calls get a deadline and errors a class. */
export interface EngineClient {
  docker: Docker
  address: string
  /** The socket's path when the engine runs on this machine. */
  socketPath: string | undefined
  /**
   * Runs one call under the caller's signal and a deadline. `what` completes "refused to …". Throws an EngineError, or the signal's reason
   * when the caller aborted.
   */
  call<T>(
    what: string,
    signal: AbortSignal,
    run: (signal: AbortSignal, docker: Docker) => Promise<T>,
    timeoutMsMax?: number,
  ): Promise<T>
}

/** Makes a client; does not connect. Default address: /var/run/docker.sock. */
export function createEngineClient({ address = '/var/run/docker.sock' }: EngineAddress): EngineClient {
  const socketPath = address.startsWith('unix://') ? address.slice(7) : address.startsWith('/') ? address : undefined
  const docker = socketPath === undefined ? overTcp(address) : new Docker({ socketPath })
  return {
    docker,
    address,
    socketPath,
    async call(what, signal, run, timeoutMsMax = callTimeoutMsMax) {
      signal.throwIfAborted()
      const deadline = AbortSignal.timeout(timeoutMsMax)
      try {
        const either = AbortSignal.any([signal, deadline])
        return await untilAborted(run(either, docker), either)
      } catch (error) {
        if (signal.aborted) throw signal.reason
        if (deadline.aborted)
          throw new EngineUnreachable(address, `no answer within ${timeoutMsMax / 1000} s to ${what}`)
        throw translate(error, what, address)
      }
    },
  }
}

function overTcp(address: string): Docker {
  const url = new URL(address)
  const protocol = url.protocol === 'https:' ? 'https' : 'http'
  return new Docker({ host: url.hostname, port: url.port === '' ? '2375' : url.port, protocol })
}

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  'EACCES',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
])

/** Gives an error of dockerode its class; an EngineError stays what it is. */
export function translate(error: unknown, what: string, address: string): Error {
  if (error instanceof EngineError || !(error instanceof Error)) return asError(error)
  const status = numberProperty(error, 'statusCode')
  const code = stringProperty(error, 'code')
  if (status === undefined) {
    const cut = /socket hang up|aborted|premature close/i.test(error.message)
    return cut || (code !== undefined && unreachableCodes.has(code))
      ? new EngineUnreachable(address, error.message, error)
      : error
  }
  return refusal(what, status, error.message.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim(), address, error)
}

/** The class of a refusal, from the engine's own words. */
export function refusal(what: string, status: number, reason: string, address: string, cause?: unknown): EngineError {
  if (/no space left on device/i.test(reason)) return new DiskFull(what, reason, cause)
  const allocated = /Bind for ([^ ]+):(\d+) failed: port is already allocated/.exec(reason)
  const inUse = /listen (?:tcp|udp)[46]? ([^ ]+):(\d+): bind: address already in use/.exec(reason)
  const port = allocated ?? inUse
  if (port !== null) return new PortTaken(port[1] ?? '', Number(port[2]), cause)
  const image = /No such image: (\S+)/i.exec(reason)
  if (image !== null) return new ImageMissing(image[1] ?? '', 'the engine does not have it', cause)
  if (status === 503) return new EngineUnreachable(address, reason, cause)
  return new EngineRefused(what, status, reason, cause)
}

/** True for a refusal with one of these HTTP statuses: the races that a repeated action meets. */
export function isStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof EngineRefused && statuses.includes(error.status)
}

/** Result of `promise`, or undefined when the engine knows no such thing (404) or it is already so (304). */
export async function unlessGone<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (isStatus(error, 304, 404)) return undefined
    throw error
  }
}

/** Waits; rejects with the signal's reason when it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw error
  }
}

/** Result of `promise`, or a rejection with the signal's reason as soon as it aborts: for what takes no signal itself. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

function numberProperty(value: object, key: string): number | undefined {
  const property: unknown = Reflect.get(value, key)
  return typeof property === 'number' ? property : undefined
}

function stringProperty(value: object, key: string): string | undefined {
  const property: unknown = Reflect.get(value, key)
  return typeof property === 'string' ? property : undefined
}
