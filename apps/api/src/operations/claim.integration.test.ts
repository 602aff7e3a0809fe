import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OperationKind } from '../adapters/store/generated/enums.ts'
import type { Deps } from '../deps.ts'
import { startTestInstallation, type TestInstallation } from '../testing/test-deps.ts'
import { requestCancel } from './cancel.ts'
import { type Claim, claimOperation } from './claim.ts'
import { enqueueOperation } from './enqueue.ts'
import { Cancelled, LeaseLost } from './fence.ts'
import { finishOperation } from './finish.ts'
import { enterUncancellable, holdLease, leaveUncancellable, releaseOperation, renewLease } from './lease.ts'
import { pinResult } from './pin-result.ts'
import { recordStep } from './record-step.ts'
import { sweepOperations } from './sweep.ts'

let installation: TestInstallation
let deps: Deps
let sourceId: string
beforeAll(async () => {
  installation = await startTestInstallation('operations', { FUN_CONCURRENCY: '2' })
  deps = installation.deps
  const source = await deps.store.source.create({ data: { name: 'platform', url: 'https://example.org/platform.git' } })
  sourceId = source.id
})
afterAll(() => installation.stop())
beforeEach(async () => {
  await deps.store.operation.updateMany({ data: { state: 'succeeded', leaseHolder: null, leaseExpiresAt: null } })
  await deps.store.environmentLock.deleteMany()
})

async function makeEnvironment() {
  const name = `e${randomUUID().slice(0, 8)}`
  return deps.store.environment.create({
    data: { name, hostId: installation.hostId, sourceId, reference: 'main', specification: { kind: 'production' } },
  })
}
const enqueue = (kind: OperationKind, environmentId?: string) =>
  enqueueOperation(deps, {
    kind,
    hostId: installation.hostId,
    trigger: 'test',
    input: {},
    ...(environmentId === undefined ? {} : { environmentId }),
  })
async function claim(operationId: string, holder = 'worker-1'): Promise<Claim> {
  const result = await claimOperation(deps, { operationId, holder })
  if (result.kind !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(result)}`)
  return result.claim
}
const stateOf = async (id: string) => (await deps.store.operation.findUniqueOrThrow({ where: { id } })).state
/** As when the worker was killed and its lease ended. */
const loseWorker = async (id: string) => {
  const past = new Date(Date.now() - 60_000)
  await deps.store.operation.update({ where: { id }, data: { leaseExpiresAt: past } })
  await deps.store.environmentLock.updateMany({ where: { operationId: id }, data: { expiresAt: past } })
}

describe('claiming', () => {
  it('hands an operation to exactly one of many workers', async () => {
    const operation = await enqueue('build')
    const results = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((holder) => claimOperation(deps, { operationId: operation.id, holder })),
    )
    expect(results.map((result) => result.kind).sort()).toEqual(['claimed', 'ended', 'ended', 'ended', 'ended'])
  })

  it('runs one operation at a time per environment, the oldest first, and says what the other waits for', async () => {
    const environment = await makeEnvironment()
    const first = await enqueue('deploy', environment.id)
    const second = await enqueue('manage', environment.id)
    const early = await claimOperation(deps, { operationId: second.id, holder: 'worker-2' })
    expect(early).toMatchObject({ kind: 'waiting', waitingFor: expect.stringContaining(first.id) })
    const held = await claim(first.id)
    expect(await claimOperation(deps, { operationId: second.id, holder: 'worker-2' })).toMatchObject({
      kind: 'waiting',
    })
    expect((await deps.store.operation.findUniqueOrThrow({ where: { id: second.id } })).waitingFor).toContain('running')
    await finishOperation(deps, held, { state: 'succeeded' })
    expect(await claim(second.id, 'worker-2')).toMatchObject({ attempt: 1 })
  })

  it('runs at most N operations per host, and a finished one makes room', async () => {
    const [first, second, third] = [await enqueue('build'), await enqueue('build'), await enqueue('build')]
    const held = await claim(first.id)
    await claim(second.id, 'worker-2')
    expect(await claimOperation(deps, { operationId: third.id, holder: 'worker-3' })).toMatchObject({
      kind: 'waiting',
      waitingFor: expect.stringContaining('as many as it may'),
    })
    await finishOperation(deps, held, { state: 'succeeded' })
    await claim(third.id, 'worker-3')
  })

  it('gives every taking of an environment a higher fencing token', async () => {
    const environment = await makeEnvironment()
    const tokens: bigint[] = []
    for (const kind of ['start', 'stop', 'restart'] as const) {
      const held = await claim((await enqueue(kind, environment.id)).id)
      tokens.push(held.fencingToken ?? -1n)
      await finishOperation(deps, held, { state: 'succeeded' })
    }
    expect(tokens).toEqual([1n, 2n, 3n])
  })

  it('passes an operation on when its worker died, with the facts that were pinned, and fences the dead one out', async () => {
    const environment = await makeEnvironment()
    const operation = await enqueue('deploy', environment.id)
    const dead = await claim(operation.id, 'dead')
    await pinResult(deps, dead, { commit: 'abc' })
    await loseWorker(operation.id)
    const next = await claim(operation.id, 'next')
    expect(next).toMatchObject({ attempt: 2, operation: { result: { commit: 'abc' } } })
    expect(next.fencingToken).toBeGreaterThan(dead.fencingToken ?? 0n)
    await expect(renewLease(deps, dead)).rejects.toThrow(LeaseLost)
    await expect(pinResult(deps, dead, { commit: 'other' })).rejects.toThrow(LeaseLost)
    await expect(recordStep(deps, dead, { key: 'k', position: 1, title: 'k', state: 'running' })).rejects.toThrow(
      LeaseLost,
    )
    await expect(finishOperation(deps, dead, { state: 'succeeded' })).rejects.toThrow(LeaseLost)
    await finishOperation(deps, next, { state: 'succeeded' })
    expect(await deps.store.environmentLock.count()).toBe(0)
  })

  it('gives an operation back to the queue with the reason', async () => {
    const environment = await makeEnvironment()
    const operation = await enqueue('deploy', environment.id)
    await releaseOperation(deps, await claim(operation.id), 'The Docker engine does not answer.')
    expect(await deps.store.operation.findUniqueOrThrow({ where: { id: operation.id } })).toMatchObject({
      state: 'queued',
      waitingFor: 'The Docker engine does not answer.',
      leaseHolder: null,
    })
    expect(await claim(operation.id, 'again')).toMatchObject({ attempt: 2 })
  })
})

describe('superseding', () => {
  it('a newer deploy ends the older deploys of its environment, and nothing else', async () => {
    const [environment, neighbour] = [await makeEnvironment(), await makeEnvironment()]
    const running = await enqueue('deploy', environment.id)
    await claim(running.id)
    const queued = await enqueue('deploy', environment.id)
    const manage = await enqueue('manage', environment.id)
    const other = await enqueue('deploy', neighbour.id)
    const newest = await enqueue('deploy', environment.id)
    expect(await Promise.all([running, queued, manage, other, newest].map(({ id }) => stateOf(id)))).toEqual([
      'cancelling',
      'superseded',
      'queued',
      'queued',
      'queued',
    ])
    expect(await claimOperation(deps, { operationId: queued.id, holder: 'late' })).toEqual({
      kind: 'ended',
      state: 'superseded',
    })
  })
})

describe('cancelling', () => {
  it('ends a queued operation at once', async () => {
    const operation = await enqueue('build')
    expect(await requestCancel(deps, operation.id)).toMatchObject({ state: 'cancelled' })
    await expect(requestCancel(deps, operation.id)).rejects.toMatchObject({ code: 'operation-finished' })
  })

  it('reaches the worker that runs it within a second, and no neighbour', async () => {
    const [first, second] = [await enqueue('build'), await enqueue('build')]
    const [one, two] = [await claim(first.id, 'one'), await claim(second.id, 'two')]
    const [leaseOne, leaseTwo] = [holdLease(deps, one), holdLease(deps, two)]
    const began = Date.now()
    await requestCancel(deps, first.id)
    await new Promise((resolve) => leaseOne.signal.addEventListener('abort', resolve, { once: true }))
    expect(Date.now() - began).toBeLessThan(1_000)
    expect(leaseOne.signal.reason).toBeInstanceOf(Cancelled)
    expect(leaseTwo.signal.aborted).toBe(false)
    leaseOne.release()
    leaseTwo.release()
    await finishOperation(deps, one, { state: 'cancelled' })
    expect(await stateOf(first.id)).toBe('cancelled')
  })

  it('is refused inside migrate and switch with the reason, and allowed after', async () => {
    const operation = await enqueue('build')
    const held = await claim(operation.id)
    await enterUncancellable(deps, held, 'The database is being migrated.')
    await expect(requestCancel(deps, operation.id)).rejects.toMatchObject({
      code: 'operation-uncancellable',
      detail: 'The database is being migrated.',
    })
    await leaveUncancellable(deps, held)
    await requestCancel(deps, operation.id)
    await expect(enterUncancellable(deps, held, 'The database is being migrated.')).rejects.toThrow(Cancelled)
  })

  it('is refused once traffic was switched, also after the worker died or gave the deploy back; not where nothing served before', async () => {
    const environment = await makeEnvironment()
    const operation = await enqueue('deploy', environment.id)
    const dead = await claim(operation.id, 'dead')
    await enterUncancellable(deps, dead, 'Traffic is being switched to the new containers.')
    await pinResult(deps, dead, { fresh: false, pastSwitch: true })
    await loseWorker(operation.id)
    const next = await claim(operation.id, 'next')
    const refused = { code: 'operation-uncancellable', detail: expect.stringContaining('Traffic goes to the new') }
    await expect(requestCancel(deps, operation.id)).rejects.toMatchObject(refused)
    await releaseOperation(deps, next, 'The worker stopped.')
    await expect(requestCancel(deps, operation.id)).rejects.toMatchObject(refused)
    expect(await stateOf(operation.id)).toBe('queued')
    await pinResult(deps, await claim(operation.id, 'last'), { fresh: true })
    expect(await requestCancel(deps, operation.id)).toMatchObject({ state: 'cancelling' })
  })

  it('survives the death of the worker: the next one is told to clean up', async () => {
    const operation = await enqueue('build')
    await claim(operation.id, 'dead')
    await requestCancel(deps, operation.id)
    await loseWorker(operation.id)
    expect(await claim(operation.id, 'next')).toMatchObject({ cancelRequested: true })
  })
})

describe('what a worker had begun and gave back', () => {
  it('is cleaned up by the next worker when it is cancelled meanwhile', async () => {
    const operation = await enqueue('build')
    await releaseOperation(deps, await claim(operation.id, 'stops'), 'The worker stopped.')
    expect(await requestCancel(deps, operation.id)).toMatchObject({ state: 'cancelling' })
    expect((await sweepOperations(deps)).knocked).toContain(operation.id)
    expect(await claim(operation.id, 'next')).toMatchObject({ cancelRequested: true })
  })
})

describe('the password of an order', () => {
  it('is forgotten however the operation ends', async () => {
    const inputOf = async (id: string) => (await deps.store.operation.findUniqueOrThrow({ where: { id } })).input
    const [first, second] = [await enqueue('manage'), await enqueue('manage')]
    const input = { command: 'superuser', passwordEncrypted: 'AbCd' }
    await deps.store.operation.updateMany({ where: { id: { in: [first.id, second.id] } }, data: { input } })
    await requestCancel(deps, first.id)
    await finishOperation(deps, await claim(second.id), { state: 'cancelled' })
    expect([await inputOf(first.id), await inputOf(second.id)]).toEqual([
      { command: 'superuser' },
      { command: 'superuser' },
    ])
  })
})

describe('a lease', () => {
  it('is kept while it is held, and ends by itself when nobody renews it', async () => {
    const operation = await enqueue('build')
    const lease = holdLease(deps, await claim(operation.id))
    await new Promise((resolve) => setTimeout(resolve, 1_600))
    expect(lease.signal.aborted).toBe(false)
    expect((await sweepOperations(deps)).knocked).not.toContain(operation.id)
    lease.release()
    await expect.poll(async () => (await sweepOperations(deps)).knocked, { timeout: 5_000 }).toContain(operation.id)
  })
})

describe('steps', () => {
  it('open ones are closed with the operation', async () => {
    const operation = await enqueue('build')
    const held = await claim(operation.id)
    await recordStep(deps, held, { key: 'fetch', position: 1, title: 'Fetch', state: 'running' })
    await recordStep(deps, held, { key: 'fetch', position: 1, title: 'Fetch', state: 'succeeded' })
    await recordStep(deps, held, { key: 'build', position: 2, title: 'Build', state: 'running' })
    await recordStep(deps, held, { key: 'later', position: 3, title: 'Later', state: 'pending' })
    const problem = { type: 'urn:fun:problem:x', title: 'x', status: 500, code: 'x', detail: 'x' }
    await finishOperation(deps, held, { state: 'failed', problem })
    const steps = await deps.store.operationStep.findMany({
      where: { operationId: operation.id },
      orderBy: { position: 'asc' },
    })
    expect(steps.map((step) => [step.key, step.state, step.finishedAt !== null])).toEqual([
      ['fetch', 'succeeded', true],
      ['build', 'failed', true],
      ['later', 'skipped', false],
    ])
  })
})

describe('the queue', () => {
  it('is filled again from the rows after Redis lost everything', async () => {
    const operation = await enqueue('build')
    await deps.redis.impatient.flushall()
    expect((await sweepOperations(deps)).knocked).toContain(operation.id)
    expect(await deps.redis.impatient.exists(`fun:operations:${operation.id}`)).toBe(1)
  })
})
