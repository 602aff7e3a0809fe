import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

const pollMs = 400

/**
 * Runs `body` while this process alone, among all workers of the installation, holds the lock of `key`: two operations never make
 * the same image at once. PostgreSQL frees the lock when a worker dies. `waiting` is called once when somebody else holds it.
 */
export async function singleFlight<T>(
  databaseUrl: string,
  key: string,
  waiting: () => void,
  body: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const id = createHash('sha256').update(key).digest().readBigInt64BE(0).toString()
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, keepAlive: true })
  // A connection that breaks frees the lock; the worst of that is an image made twice.
  client.on('error', () => undefined)
  await client.connect()
  try {
    for (let first = true; ; first = false) {
      const answer = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1::bigint) AS held', [id])
      if (answer.rows[0]?.held) return await body()
      if (first) waiting()
      await sleep(pollMs, undefined, { signal })
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}
