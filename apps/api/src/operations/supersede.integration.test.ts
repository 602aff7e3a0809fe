import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Operation } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { startTestInstallation, type TestInstallation } from '../testing/test-deps.ts'
import { makeTestRevision } from '../testing/test-revision.ts'
import { requestCancel } from './cancel.ts'
import { type Claim, claimOperation } from './claim.ts'
import { enqueueOperation } from './enqueue.ts'
import { Cancelled } from './fence.ts'
import { finishOperation } from './finish.ts'
import { handedOver } from './hand-over.ts'
import { enterUncancellable, holdLease, leaveUncancellable, releaseOperation } from './lease.ts'
import { pinResult } from './pin-result.ts'
import { sweepOperations } from './sweep.ts'

let installation: TestInstallation
let deps: Deps
let sourceId: string
beforeAll(async () => {
  installation = await startTestInstallation('supersede', { FUN_CONCURRENCY: '8', FUN_LEASE_SECONDS: '30' })
  deps = installation.deps
  const source = await deps.store.source.create({ data: { name: 'platform', url: 'https://example.org/platform.git' } })
  sourceId = source.id
})
afterAll(() => installation.stop())
beforeEach(async () => {
  await deps.store.operation.updateMany({ data: { state: 'succeeded', leaseHolder: null, leaseExpiresAt: null } })
  await deps.store.environmentLock.deleteMany()
})

async function makeEnvironment(): Promise<string> {
  const name = `e${randomUUID().slice(0, 8)}`
  const row = await deps.store.environment.create({
    data: { name, hostId: installation.hostId, sourceId, reference: 'main', specification: { kind: 'production' } },
  })
  return row.id
}
const push = (environmentId: string, from: Deps = deps) =>
  enqueueOperation(from, {
    kind: 'deploy',
    environmentId,
    hostId: installation.hostId,
    trigger: 'webhook platform',
    input: { reference: 'main' },
  })
async function claim(operationId: string): Promise<Claim> {
  const result = await claimOperation(deps, { operationId, holder: 'worker' })
  if (result.kind !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(result)}`)
  return result.claim
}
const row = (id: string) => deps.store.operation.findUniqueOrThrow({ where: { id } })
const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) =>
    signal.aborted ? resolve(signal.reason) : signal.addEventListener('abort', () => resolve(signal.reason)),
  )

/** As a worker's job: runs until it is told to stop, and ends as cancelled. */
async function buildUntilCancelled(held: Claim): Promise<void> {
  const lease = holdLease(deps, held)
  expect(await aborted(lease.signal)).toBeInstanceOf(Cancelled)
  await finishOperation(deps, held, { state: 'cancelled' })
  lease.release()
}

describe('a newer deploy', () => {
  it('ends a running one that still builds as superseded by it, and touches no neighbour', async () => {
    const [environment, neighbour] = [await makeEnvironment(), await makeEnvironment()]
    const [older, other] = [await push(environment), await push(neighbour)]
    const [held, heldOther] = [await claim(older.id), await claim(other.id)]
    const leaseOther = holdLease(deps, heldOther)
    const building = buildUntilCancelled(held)
    const newer = await push(environment)
    await building
    expect(await row(older.id)).toMatchObject({ state: 'superseded', result: { supersededBy: newer.id } })
    const states = await deps.store.operationEvent.findMany({ where: { operationId: older.id, type: 'state' } })
    expect(states.map(({ data }) => data)).toMatchObject([
      { state: 'queued' },
      { state: 'running' },
      { state: 'cancelling' },
      { state: 'superseded' },
    ])
    expect(leaseOther.signal.aborted).toBe(false)
    leaseOther.release()
    expect(await row(other.id)).toMatchObject({ state: 'running' })
    await claim(newer.id)
  })

  it('waits for one that migrates, and for one whose traffic is being switched', async () => {
    const environment = await makeEnvironment()
    const older = await push(environment)
    const held = await claim(older.id)
    await enterUncancellable(deps, held, 'The database is being migrated.')
    const second = await push(environment)
    expect(await row(older.id)).toMatchObject({ state: 'running' })
    await leaveUncancellable(deps, held)
    await pinResult(deps, held, { pastSwitch: true })
    const third = await push(environment)
    expect(await row(older.id)).toMatchObject({ state: 'running' })
    expect(await row(second.id)).toMatchObject({ state: 'superseded', result: { supersededBy: third.id } })
    await finishOperation(deps, held, { state: 'succeeded' })
    expect(await row(older.id)).toMatchObject({ state: 'succeeded' })
    await claim(third.id)
  })

  it('that a push asks for waits for a roll-back; one that a person asks for ends it', async () => {
    const environment = await makeEnvironment()
    const order = {
      kind: 'deploy',
      environmentId: environment,
      hostId: installation.hostId,
      trigger: 'owner:owner',
    } as const
    const back = await enqueueOperation(deps, { ...order, input: { reference: 'main', revisionId: randomUUID() } })
    await claim(back.id)
    const first = await push(environment)
    const second = await push(environment)
    expect(await row(back.id)).toMatchObject({ state: 'running' })
    expect(await row(first.id)).toMatchObject({ state: 'superseded' })
    expect(await claimOperation(deps, { operationId: second.id, holder: 'worker' })).toMatchObject({ kind: 'waiting' })
    const asked = await enqueueOperation(deps, { ...order, input: { reference: 'main' } })
    expect(await row(back.id)).toMatchObject({ state: 'cancelling', result: { supersededBy: asked.id } })
    expect(await row(second.id)).toMatchObject({ state: 'superseded' })
  })

  it('lets one that had ended by itself before it heard keep its own end', async () => {
    const environment = await makeEnvironment()
    const older = await push(environment)
    const held = await claim(older.id)
    await push(environment)
    await finishOperation(deps, held, { state: 'succeeded' })
    const ended = await row(older.id)
    expect(ended.state).toBe('succeeded')
    expect(ended.result).toEqual({})
  })

  it('has one that a stopping worker gave back cleaned up, and then follows', async () => {
    const environment = await makeEnvironment()
    const older = await push(environment)
    await releaseOperation(deps, await claim(older.id), 'The worker stopped.')
    const newer = await push(environment)
    expect(await claimOperation(deps, { operationId: newer.id, holder: 'worker' })).toMatchObject({ kind: 'waiting' })
    const cleaning = await claim(older.id)
    expect(cleaning.cancelRequested).toBe(true)
    await finishOperation(deps, cleaning, { state: 'cancelled' })
    expect(await row(older.id)).toMatchObject({ state: 'superseded' })
    await claim(newer.id)
  })
})

describe('a worker', () => {
  it('that died leaves the cleaning to the next one, and the newer deploy follows', async () => {
    const environment = await makeEnvironment()
    const older = await push(environment)
    await claim(older.id)
    const newer = await push(environment)
    const past = new Date(Date.now() - 60_000)
    await deps.store.operation.update({ where: { id: older.id }, data: { leaseExpiresAt: past } })
    await deps.store.environmentLock.updateMany({ where: { operationId: older.id }, data: { expiresAt: past } })
    expect((await sweepOperations(deps)).unattended).toContain(older.id)
    const cleaning = await claim(older.id)
    expect(cleaning.cancelRequested).toBe(true)
    await finishOperation(deps, cleaning, { state: 'cancelled' })
    expect(await row(older.id)).toMatchObject({ state: 'superseded', result: { supersededBy: newer.id } })
    await claim(newer.id)
  })
})

describe('twenty pushes in a second', () => {
  /** All states of these, and how many of them a worker ever began. */
  async function facts(operations: Operation[]) {
    const rows = await deps.store.operation.findMany({ where: { id: { in: operations.map(({ id }) => id) } } })
    return {
      begun: rows.filter(({ attempts }) => attempts > 0).length,
      superseded: rows.filter(({ state }) => state === 'superseded').length,
      open: rows.filter(({ state }) => state === 'queued' || state === 'running').map(({ id }) => id),
    }
  }

  it('end with the last one, and at most two were begun', async () => {
    const environment = await makeEnvironment()
    const pushes = [await push(environment)]
    const building = buildUntilCancelled(await claim(pushes[0]?.id ?? ''))
    for (let count = 1; count < 20; count += 1) pushes.push(await push(environment))
    await building
    const last = await claim(pushes.at(-1)?.id ?? '')
    expect(await facts(pushes)).toEqual({ begun: 2, superseded: 19, open: [last.operation.id] })
    await finishOperation(deps, last, { state: 'succeeded' })
    expect(await deps.store.environmentLock.count()).toBe(0)
  })

  it('leave exactly one to do also when they come at the same moment to two processes', async () => {
    const environment = await makeEnvironment()
    const second = await installation.anotherProcess()
    const pushes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => push(environment, index % 2 === 0 ? deps : second)),
    )
    await second.close()
    const { superseded, open } = await facts(pushes)
    expect(superseded).toBe(19)
    expect(open).toHaveLength(1)
    const newest = pushes.map(({ queuedAt }) => queuedAt.getTime()).toSorted((a, b) => b - a)[0]
    expect((await row(open[0] ?? '')).queuedAt.getTime()).toBe(newest)
  })
})

describe('a superseded first deploy', () => {
  it('hands what it made over to the newer one, also when that one is cancelled before it begins', async () => {
    const environment = await makeEnvironment()
    const older = await push(environment)
    const held = await claim(older.id)
    await pinResult(deps, held, { fresh: true, dataBefore: false })
    const newer = await push(environment)
    expect(await requestCancel(deps, newer.id)).toMatchObject({ state: 'cancelling' })
    await finishOperation(deps, held, { state: 'cancelled' })
    expect(await handedOver(deps.store, environment)).toEqual({ dataBefore: false })
    const cleaning = await claim(newer.id)
    expect(cleaning.cancelRequested).toBe(true)
    await finishOperation(deps, cleaning, { state: 'cancelled' })
    expect(await row(newer.id)).toMatchObject({ state: 'cancelled' })
    expect(await handedOver(deps.store, environment)).toBeUndefined()
  })

  /** First deploys, each put an end to by the next one; `facts` are what each knew by then. Answers the one that waits. */
  async function chain(environment: string, facts: object[]): Promise<Operation> {
    let next = await push(environment)
    for (const known of facts) {
      const held = await claim(next.id)
      await pinResult(deps, held, { ...known })
      next = await push(environment)
      await finishOperation(deps, held, { state: 'cancelled' })
      expect(await row(held.operation.id)).toMatchObject({ state: 'superseded' })
    }
    return next
  }

  it('hands it over past others that were superseded before they knew of it, with the duty to take it away', async () => {
    const environment = await makeEnvironment()
    const third = await chain(environment, [{ fresh: true, dataBefore: false }, {}, { commit: 'abc' }])
    expect(await handedOver(deps.store, environment)).toEqual({ dataBefore: false })
    expect(await requestCancel(deps, third.id)).toMatchObject({ state: 'cancelling' })
  })

  it('hands nothing over past one that found something serving, or one that was cancelled for itself', async () => {
    const [served, cancelled] = [await makeEnvironment(), await makeEnvironment()]
    await chain(served, [{ fresh: true, dataBefore: false }, { fresh: false, dataBefore: true }, {}])
    expect(await handedOver(deps.store, served)).toBeUndefined()
    const last = await chain(cancelled, [{ fresh: true, dataBefore: false }])
    await finishOperation(deps, await claim(last.id), { state: 'cancelled' })
    expect(await handedOver(deps.store, cancelled)).toBeUndefined()
  })

  it('hands nothing over that serves already: its worker died before it could say so', async () => {
    const environment = await makeEnvironment()
    const first = await push(environment)
    const held = await claim(first.id)
    await pinResult(deps, held, { fresh: true, dataBefore: false })
    const revision = await makeTestRevision(deps.store, environment)
    await deps.store.operation.update({ where: { id: first.id }, data: { revisionId: revision.id } })
    await push(environment)
    await finishOperation(deps, held, { state: 'cancelled' })
    expect(await row(first.id)).toMatchObject({ state: 'superseded' })
    expect(await handedOver(deps.store, environment)).toBeUndefined()
  })
})

// The last test: Redis does not come back.
it('a running deploy hears within seconds that it is superseded, also while Redis is away', async () => {
  const environment = await makeEnvironment()
  const older = await push(environment)
  const lease = holdLease(deps, await claim(older.id))
  await installation.redis.stop()
  await push(environment)
  const late = new Promise((resolve) => AbortSignal.timeout(4_000).addEventListener('abort', () => resolve('too late')))
  expect(await Promise.race([aborted(lease.signal), late])).toBeInstanceOf(Cancelled)
  lease.release()
})
