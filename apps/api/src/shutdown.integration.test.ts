import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { startApiProcess } from '../../../scripts/api-process.ts'

it('SIGTERM lets a running request end, ends streams with a hint to come back, takes no new one, and exits with 0', async () => {
  const api = await startApiProcess('shutdown', { FUN_LOG_LEVEL: 'silent' })
  const client = new pg.Client({ connectionString: api.databaseUrl })
  await client.connect()
  try {
    const authorization = `Bearer ${api.token}`
    const stream = await fetch(`${api.url}/api/v1/events`, { headers: { authorization } })
    const streamed = stream.text()
    // A request that runs for as long as this transaction holds the table that it writes.
    await client.query('BEGIN; LOCK TABLE "AuditEntry" IN ACCESS EXCLUSIVE MODE')
    const running = fetch(`${api.url}/api/v1/sources`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'late', url: 'https://example.org/late.git' }),
    })
    await untilWaiting(api.databaseUrl)
    const exited = once(api.api, 'exit')
    api.api.kill('SIGTERM')
    expect(await streamed).toMatch(/retry: \d+\n: the server ends this stream; open it again\n\n$/)
    // In the moment in which the server stops to listen, a connection may wait already and is reset.
    await expect(connects(api.url)).rejects.toThrow(/ECONNREFUSED|ECONNRESET/)
    await client.query('COMMIT')
    const answer = await running
    expect([answer.status, z.object({ name: z.string() }).parse(await answer.json()).name]).toEqual([201, 'late'])
    expect(await exited).toEqual([0, null])
  } finally {
    await client.end()
    await api.stop()
  }
})

/** Until PostgreSQL says that a session waits for a lock. */
async function untilWaiting(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (let attempt = 0; attempt < 200; attempt++) {
      const { rows } = await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      )
      if (rows.length > 0) return
      await sleep(25)
    }
    throw new Error('no request waits')
  } finally {
    await client.end()
  }
}

/** A request over a new connection. */
function connects(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(`${url}/healthz`, { agent: false }, (response) => {
      response.resume()
      resolve()
    })
      .on('error', reject)
      .end()
  })
}
