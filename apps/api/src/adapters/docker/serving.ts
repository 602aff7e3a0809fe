import type { Heartbeat } from '@fun/compose-model/rendered-environment'
import type { EngineClient } from './engine-client.ts'
import { askHttp } from './probe.ts'

/** What a web container says of itself. `setback`: it answers, and fails. */
export type Serving = { kind: 'serving' } | { kind: 'not-yet'; reason: string } | { kind: 'setback'; reason: string }

/** One order waits so long inside the container for a port that refuses; between two of them it is seen whether the container still runs. */
const waitSeconds = 15
/** A server that is well once and then is not must not get traffic: so many heartbeats in a row have to be right. */
const heartbeatsInARow = 3

/**
 * Asks a new container as its first visitors will: heartbeat, one real page, and the heartbeat again. Serving means that every heartbeat
 * answered 200 and the page below 500. Throws as `askHttp` does.
 */
export async function askServing(
  client: EngineClient,
  containerId: string,
  heartbeat: Heartbeat,
  signal: AbortSignal,
): Promise<Serving> {
  const { port, path, host, smokePath } = heartbeat
  const again = Array.from({ length: heartbeatsInARow - 1 }, () => path)
  const paths = [path, ...(smokePath === undefined ? [] : [smokePath]), ...again]
  const requests = paths.map((each) => ({ path: each, host }))
  const statuses = await askHttp(client, containerId, { port, waitSeconds, requests }, signal)
  // A heartbeat that misses a database says 503 and may recover; 500 is code that fails, such as addresses that cannot be imported.
  if (statuses[0] === 500) return { kind: 'setback', reason: said(path, 500) }
  if (statuses[0] !== 200) return { kind: 'not-yet', reason: said(path, statuses[0]) }
  for (const [index, asked] of paths.entries()) {
    const status = statuses[index] ?? 0
    const page = smokePath !== undefined && index === 1
    if (page ? status > 0 && status < 500 : status === 200) continue
    const reason = page ? `the page ${said(asked, status)} (asked as ${host})` : `${said(asked, status)} after a 200`
    return { kind: 'setback', reason }
  }
  return { kind: 'serving' }
}

/**
 * Undefined when a container's heartbeat is still right, otherwise what it said: asked directly before traffic is sent to it, because one may
 * have become ready long before the other.
 */
export async function askStillServing(
  client: EngineClient,
  containerId: string,
  { port, path, host }: Heartbeat,
  signal: AbortSignal,
): Promise<string | undefined> {
  // The second request is for a heartbeat that only just missed.
  const order = { port, waitSeconds: 0, requests: [{ path, host }] }
  const first = await askHttp(client, containerId, order, signal)
  if (first[0] === 200) return undefined
  const [status] = await askHttp(client, containerId, order, signal)
  return status === 200 ? undefined : said(path, status)
}

const said = (path: string, status: number | undefined): string =>
  `${path} answers ${status === undefined || status === 0 ? 'nothing' : status}`
