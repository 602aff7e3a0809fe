import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDatabase, type TestDatabase } from '../../../../scripts/test-services.ts'
import { Cancelled } from '../operations/fence.ts'
import { singleFlight } from './single-flight.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase('single-flight')
})
afterAll(() => database.stop())

/** Work on a key that goes on until it is told: `finish` ends it with a value, `fail` and the signal that it was given with a reason. */
function begin(key: string, controller = new AbortController()) {
  const begun = Promise.withResolvers<AbortSignal>()
  const end = Promise.withResolvers<string>()
  const waits = Promise.withResolvers<void>()
  let hasBegun = false
  const body = (given: AbortSignal) => {
    hasBegun = true
    begun.resolve(given)
    given.addEventListener('abort', () => end.reject(given.reason))
    return end.promise
  }
  const result = singleFlight(database.url, key, waits.resolve, body, controller.signal)
  result.catch(() => undefined)
  return {
    result,
    begun: begun.promise,
    hasBegun: () => hasBegun,
    waits: waits.promise,
    finish: end.resolve,
    fail: end.reject,
    controller,
  }
}
const cancelled = () => new Cancelled('cancelled')

it('lets one work on a key at a time, and tells the other that it waits', async () => {
  const first = begin('same')
  await first.begun
  const second = begin('same')
  await second.waits
  await expect.poll(() => waiters(), { timeout: 5_000 }).toBe(1)
  expect(second.hasBegun()).toBe(false)
  first.finish('made')
  expect(await first.result).toBe('made')
  await second.begun
  second.finish('found')
  expect(await second.result).toBe('found')
})

it('lets works on different keys go on beside each other', async () => {
  const [one, other] = [begin('one'), begin('other')]
  await Promise.all([one.begun, other.begun])
  one.finish('one')
  other.finish('other')
  expect(await Promise.all([one.result, other.result])).toEqual(['one', 'other'])
})

it('frees the key when the work fails, and stops waiting when it is cancelled', async () => {
  const failing = begin('key')
  await failing.begun
  failing.fail(new Error('broken'))
  await expect(failing.result).rejects.toThrow('broken')
  const holding = begin('key')
  await holding.begun
  const waiting = begin('key')
  await waiting.waits
  waiting.controller.abort(cancelled())
  await expect(waiting.result).rejects.toThrow()
  expect(waiting.hasBegun()).toBe(false)
  holding.finish('made')
  expect(await holding.result).toBe('made')
})

describe('work whose operation is cancelled', () => {
  it('ends when nobody else waits for it', async () => {
    const only = begin('only')
    const given = await only.begun
    only.controller.abort(cancelled())
    await expect(only.result).rejects.toThrow(Cancelled)
    expect(given.aborted).toBe(true)
  })

  it('goes on for another that waits for it, and the cancelled one need not wait', async () => {
    const first = begin('shared')
    const given = await first.begun
    const second = begin('shared')
    await second.waits
    // The waiting is seen in PostgreSQL a moment after it is told.
    await expect.poll(() => waiters(), { timeout: 5_000 }).toBe(1)
    first.controller.abort(cancelled())
    await expect(first.result).rejects.toThrow(Cancelled)
    expect(given.aborted).toBe(false)
    first.finish('made for the other')
    await second.begun
    expect(given.aborted).toBe(false)
    second.finish('found')
    expect(await second.result).toBe('found')
  })

  it('ends when the last that waited for it has gone', async () => {
    const first = begin('left')
    const given = await first.begun
    const second = begin('left')
    await second.waits
    await expect.poll(() => waiters(), { timeout: 5_000 }).toBe(1)
    first.controller.abort(cancelled())
    await expect(first.result).rejects.toThrow(Cancelled)
    second.controller.abort(cancelled())
    await expect(second.result).rejects.toThrow()
    await expect.poll(() => given.aborted, { timeout: 5_000 }).toBe(true)
  })

  it('ends at once when its worker stops, whoever waits', async () => {
    const first = begin('stops')
    const given = await first.begun
    const second = begin('stops')
    await second.waits
    await expect.poll(() => waiters(), { timeout: 5_000 }).toBe(1)
    first.controller.abort(new Error('the worker stops'))
    await expect(first.result).rejects.toThrow('the worker stops')
    expect(given.aborted).toBe(true)
    second.finish('made anew')
    expect(await second.result).toBe('made anew')
  })
})

/** Sessions that wait for somebody's work. */
async function waiters(): Promise<number> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query(
    `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  )
  await client.end()
  return rows[0]?.count
}
