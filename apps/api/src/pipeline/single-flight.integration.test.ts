import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestDatabase, type TestDatabase } from '../../../../scripts/test-services.ts'
import { singleFlight } from './single-flight.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase('single-flight')
})
afterAll(() => database.stop())
const signal = AbortSignal.timeout(60_000)

it('lets one work on a key at a time, and tells the other that it waits', async () => {
  const events: string[] = []
  const work = (name: string, key: string) =>
    singleFlight(
      database.url,
      key,
      () => events.push(`${name} waits`),
      async () => {
        events.push(`${name} begins`)
        await sleep(300)
        events.push(`${name} ends`)
      },
      signal,
    )
  const first = work('first', 'same')
  await sleep(150)
  await Promise.all([first, work('second', 'same')])
  expect(events).toEqual(['first begins', 'second waits', 'first ends', 'second begins', 'second ends'])
  await Promise.all([work('a', 'one'), work('b', 'other')])
  expect(events.slice(5, 7).every((event) => event.endsWith('begins'))).toBe(true)
})

it('frees the key when the work fails, and stops waiting when it is cancelled', async () => {
  const failing = singleFlight(
    database.url,
    'key',
    () => undefined,
    () => Promise.reject(new Error('broken')),
    signal,
  )
  await expect(failing).rejects.toThrow('broken')
  const controller = new AbortController()
  const holding = singleFlight(
    database.url,
    'key',
    () => undefined,
    () => sleep(1_000),
    signal,
  )
  await sleep(150)
  const waiting = singleFlight(
    database.url,
    'key',
    () => controller.abort(new Error('cancelled')),
    async () => undefined,
    controller.signal,
  )
  await expect(waiting).rejects.toThrow()
  await holding
})
