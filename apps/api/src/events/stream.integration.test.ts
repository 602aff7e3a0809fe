import type { OperationEvent } from '@fun/contract/resources'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimOperation } from '../operations/claim.ts'
import { enqueueOperation } from '../operations/enqueue.ts'
import type { Claim } from '../operations/fence.ts'
import { finishOperation } from '../operations/finish.ts'
import { startTestInstallation, type TestInstallation } from '../testing/test-deps.ts'
import { createLogWriter } from './log-writer.ts'
import { streamOperationEvents } from './stream.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await startTestInstallation('events')
})
afterAll(() => installation.stop())

async function startedOperation(): Promise<Claim> {
  const { deps, hostId } = installation
  const operation = await enqueueOperation(deps, { kind: 'build', hostId, trigger: 'test', input: {} })
  const result = await claimOperation(deps, { operationId: operation.id, holder: 'worker' })
  if (result.kind !== 'claimed') throw new Error(result.kind)
  return result.claim
}

async function collect(
  operationId: string,
  after: number,
  until = Number.POSITIVE_INFINITY,
): Promise<OperationEvent[]> {
  const events: OperationEvent[] = []
  const stop = new AbortController()
  for await (const event of streamOperationEvents(installation.deps, operationId, after, stop.signal)) {
    events.push(event)
    if (events.length >= until) break
  }
  return events
}
const linesOf = (events: OperationEvent[]) => events.flatMap((event) => (event.type === 'log' ? event.lines : []))
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('an event stream', () => {
  it('loses and doubles nothing while lines are written, readers come and go, and Redis is flushed', async () => {
    const { deps } = installation
    const claim = await startedOperation()
    const operationId = claim.operation.id
    const writer = createLogWriter(deps, claim)
    const whole = collect(operationId, 0)
    const resumed = (async () => {
      const seen: OperationEvent[] = []
      for (;;) {
        const part = await collect(operationId, seen.at(-1)?.sequence ?? 0, 3)
        seen.push(...part)
        const last = seen.at(-1)
        if (last?.type === 'state' && last.state === 'succeeded') return seen
      }
    })()
    for (let index = 0; index < 3_000; index++) {
      writer.write('build', index % 7 === 0 ? 'stderr' : 'stdout', `line ${index}`)
      if (index % 500 === 0) await writer.flush()
      if (index === 1_500) await deps.redis.impatient.flushall()
      if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await writer.close()
    await finishOperation(deps, claim, { state: 'succeeded' })
    for (const events of [await whole, await resumed]) {
      expect(linesOf(events)).toEqual(range(0, 2_999).map((index) => `line ${index}`))
      expect(events.map((event) => event.sequence)).toEqual(range(1, events.length))
      expect(events.at(-1)).toMatchObject({ type: 'state', state: 'succeeded' })
    }
  })

  it('goes on without Redis, from PostgreSQL alone', async () => {
    const { deps } = installation
    const claim = await startedOperation()
    const withoutRedis = { store: deps.store, bus: { publish: () => {}, subscribe: () => () => {} } }
    const events: OperationEvent[] = []
    const reading = (async () => {
      for await (const event of streamOperationEvents(
        withoutRedis,
        claim.operation.id,
        0,
        new AbortController().signal,
      ))
        events.push(event)
    })()
    const writer = createLogWriter(deps, claim)
    writer.write(null, 'stdout', 'a line with a NUL \u0000 inside')
    await writer.close()
    await finishOperation(deps, claim, { state: 'succeeded' })
    await reading
    expect(linesOf(events)).toEqual(['a line with a NUL \ufffd inside'])
  })

  it('gets the lines of a moment in which PostgreSQL did not answer, in their order', async () => {
    const { deps } = installation
    const claim = await startedOperation()
    let refusals = 2
    const flaky = new Proxy(deps.store, {
      get: (store, key) =>
        key === '$transaction' && refusals-- > 0 ? () => Promise.reject(new Error('away')) : Reflect.get(store, key),
    })
    const writer = createLogWriter({ ...deps, store: flaky }, claim)
    writer.write(null, 'stdout', 'first')
    await expect(writer.flush()).rejects.toThrow('away')
    writer.write(null, 'stdout', 'second')
    await expect.poll(() => refusals, { timeout: 5_000 }).toBeLessThan(0)
    writer.write(null, 'stdout', 'third')
    await writer.close()
    await finishOperation(deps, claim, { state: 'succeeded' })
    expect(linesOf(await collect(claim.operation.id, 0))).toEqual(['first', 'second', 'third'])
  })

  it('ends at once after the final state, and when its reader leaves', async () => {
    const claim = await startedOperation()
    const stop = new AbortController()
    const reading = (async () => {
      for await (const _event of streamOperationEvents(installation.deps, claim.operation.id, 0, stop.signal));
    })()
    stop.abort()
    await reading
    await finishOperation(installation.deps, claim, { state: 'succeeded' })
    const { length } = await collect(claim.operation.id, 0)
    expect(await collect(claim.operation.id, length)).toEqual([])
  })
})
