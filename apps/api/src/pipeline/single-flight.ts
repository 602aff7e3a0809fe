import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

const pollMs = 400

/**
 * Runs `body` while this process alone, among all workers of the installation, holds the lock of `key`: two operations never make
 * the same image at once. PostgreSQL frees the lock when a worker dies. `waiting` is called once when somebody else holds it.
 * Work that others wait for outlives the operation that began it: when that one is cancelled, its call ends at once, and the signal that
 * `body` was given aborts only when nobody waits any more.
 */
export async function singleFlight<T>(
  databaseUrl: string,
  key: string,
  waiting: () => void,
  body: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, keepAlive: true })
  // A connection that breaks frees the lock; the worst of that is an image made twice.
  client.on('error', () => undefined)
  const queue = new Queue(client, key)
  const end = () => client.end().catch(() => undefined)
  try {
    await client.connect()
    await queue.enter(waiting, signal)
  } catch (error) {
    await end()
    throw error
  }
  const work = new AbortController()
  let ended = false
  const done = body(work.signal).finally(() => {
    ended = true
    return end()
  })
  return endOrLeave({ done, hasEnded: () => ended, stop: (reason) => work.abort(reason) }, queue, signal)
}

interface Work<T> {
  done: Promise<T>
  hasEnded(): boolean
  stop(reason: unknown): void
}

/** Waits for the work, or leaves it to those who wait for it too. */
function endOrLeave<T>(work: Work<T>, queue: Queue, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = async () => {
      const { reason } = signal
      const cancelled = reason instanceof Error && reason.name === 'Cancelled'
      while (!work.hasEnded() && cancelled && (await queue.isWaitedFor())) {
        reject(reason)
        await sleep(pollMs)
      }
      if (!work.hasEnded()) work.stop(reason)
    }
    work.done.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) void onAbort()
  })
}

/** Who holds a key's lock, and who waits for it; the latter hold another lock together, so that the former can see them. */
class Queue {
  readonly #client: Client
  readonly #lock: string
  readonly #line: string
  constructor(client: Client, key: string) {
    this.#client = client
    this.#lock = lockId(key)
    this.#line = lockId(`waiting for ${key}`)
  }

  /** Resolves when the lock is held. */
  async enter(waiting: () => void, signal: AbortSignal): Promise<void> {
    if (await this.#ask('pg_try_advisory_lock', this.#lock)) return
    waiting()
    await this.#ask('pg_advisory_lock_shared', this.#line)
    do await sleep(pollMs, undefined, { signal })
    while (!(await this.#ask('pg_try_advisory_lock', this.#lock)))
    await this.#ask('pg_advisory_unlock_shared', this.#line)
  }

  /** False also when PostgreSQL does not answer: the lock is gone then. */
  async isWaitedFor(): Promise<boolean> {
    try {
      if (!(await this.#ask('pg_try_advisory_lock', this.#line))) return true
      await this.#ask('pg_advisory_unlock', this.#line)
      return false
    } catch {
      return false
    }
  }

  async #ask(verb: LockVerb, id: string): Promise<boolean> {
    const { rows } = await this.#client.query<{ answer: unknown }>(`SELECT ${verb}($1::bigint) AS answer`, [id])
    return rows[0]?.answer === true
  }
}

type LockVerb = 'pg_try_advisory_lock' | 'pg_advisory_unlock' | 'pg_advisory_lock_shared' | 'pg_advisory_unlock_shared'

const lockId = (key: string): string => createHash('sha256').update(key).digest().readBigInt64BE(0).toString()
