import { parseAccessLog, type RequestedSystem } from '@fun/compose-model/nginx/access-log'
import type { ContainerEngine } from '../ports.ts'
import { countResponse } from './response-times.ts'

/** Requests to LMS or CMS. Files that nginx serves by itself are none. */
export interface RequestCounts {
  requests: number
  /** Answered with 500 or above, also by nginx in their place. */
  errors: number
  /** Histogram of the time that LMS or CMS took. */
  responsesByTime: number[]
}

export type SystemCounts = Record<RequestedSystem, RequestCounts>

interface Follower {
  counts: SystemCounts
  /** A line was not to be read: its nginx runs with a configuration from before response times were logged. */
  unreadable: boolean
  stop: AbortController
}

const none = (): SystemCounts => ({
  lms: { requests: 0, errors: 0, responsesByTime: [] },
  cms: { requests: 0, errors: 0, responsesByTime: [] },
})

/**
 * Counts what the nginx containers of a host log, one follower for each: to read their logs again and again would cost the engine a pass over all that they hold.
 */
export class RequestCounter {
  readonly #engine: Pick<ContainerEngine, 'logs'>
  readonly #followers = new Map<string, Follower>()
  constructor(engine: Pick<ContainerEngine, 'logs'>) {
    this.#engine = engine
  }

  /** Follows exactly these containers from now on. */
  follow(containerIds: readonly string[]): void {
    const wanted = new Set(containerIds)
    for (const [id, { stop }] of this.#followers) {
      if (wanted.has(id)) continue
      stop.abort()
      this.#followers.delete(id)
    }
    for (const id of wanted) if (!this.#followers.has(id)) this.#start(id)
  }

  /** What a container has logged since this was last asked, or since it is followed; undefined when that is not known. */
  take(containerId: string): SystemCounts | undefined {
    const follower = this.#followers.get(containerId)
    if (follower === undefined) return undefined
    const { counts, unreadable } = follower
    follower.counts = none()
    follower.unreadable = false
    return unreadable ? undefined : counts
  }

  #start(containerId: string): void {
    const follower: Follower = { counts: none(), unreadable: false, stop: new AbortController() }
    this.#followers.set(containerId, follower)
    const onLine = ({ stream, text }: { stream: string; text: string }) => {
      if (stream !== 'stdout') return
      const entry = parseAccessLog(text)
      if (entry === undefined) follower.unreadable = true
      else count(follower.counts[entry.system], entry)
    }
    void this.#engine
      .logs(containerId, { tail: 0, follow: true }, onLine, follower.stop.signal)
      // The container or the engine is gone; when it is there again, so is a follower.
      .catch(() => undefined)
      .then(() => {
        if (this.#followers.get(containerId) === follower) this.#followers.delete(containerId)
      })
  }
}

function count(
  counts: RequestCounts,
  { status, upstreamSeconds }: { status: number; upstreamSeconds: number | null },
): void {
  const failed = status >= 500
  if (upstreamSeconds === null && !failed) return
  counts.requests += 1
  if (failed) counts.errors += 1
  if (upstreamSeconds !== null) countResponse(counts.responsesByTime, upstreamSeconds)
}
