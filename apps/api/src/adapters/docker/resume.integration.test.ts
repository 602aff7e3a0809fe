import type { ActionKind } from '@fun/reconcile/plan'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ApplyContext } from '../../ports.ts'
import { ContainerNotReady, JobFailed } from './errors.ts'
import { TestStack, type TestStackOptions } from './testing/test-stack.ts'

let stack: TestStack

beforeEach(async () => {
  stack = new TestStack()
  await stack.prepare()
})

afterEach(async () => {
  await stack.clean()
})

/** An attempt whose worker was killed when it had carried out all up to the last action of a kind. */
async function killedAfter(options: TestStackOptions, kind: ActionKind): Promise<void> {
  const wanted = stack.wanted(options)
  const plan = await stack.plan(wanted)
  const last = plan.actions.findLastIndex((action) => action.kind === kind)
  expect(last).toBeGreaterThan(-1)
  await stack.engine.apply({ ...plan, actions: plan.actions.slice(0, last + 1) }, wanted, stack.context())
}

it.each([
  { rollout: {}, killed: 'create-container' },
  { rollout: {}, killed: 'start-container' },
  { rollout: { rollout: 'stop-first' }, killed: 'create-container' },
  { rollout: { rollout: 'stop-first' }, killed: 'stop-container' },
  { rollout: { rollout: 'stop-first' }, killed: 'start-container' },
] as const)('a second attempt undoes what the first made, killed after $killed, $rollout', async (given) => {
  await stack.apply(stack.wanted())
  const containers = await stack.containers()
  const broken = { version: 'v2', broken: true, ...given.rollout }
  await killedAfter(broken, given.killed)
  await expect(stack.apply(stack.wanted(broken))).rejects.toThrow(ContainerNotReady)
  expect(await stack.get()).toBe('200 v1')
  expect(await stack.containers()).toEqual(containers)
  expect(await stack.planText(stack.wanted())).toBe('')
})

it.each([
  { rollout: {}, killed: 'switch-routes' },
  { rollout: {}, killed: 'start-container' },
  { rollout: { rollout: 'stop-first' }, killed: 'switch-routes' },
  { rollout: { rollout: 'stop-first' }, killed: 'start-container' },
] as const)(
  'a second attempt sends back traffic that the first had switched when what follows does not start, killed after $killed, $rollout',
  async (given) => {
    const before = { follower: 'well' } as const
    await stack.apply(stack.wanted(before))
    const containers = await stack.containers()
    const broken = { version: 'v2', follower: 'broken', ...given.rollout } as const
    await killedAfter(broken, given.killed)
    expect(await stack.get()).toBe('200 v2')
    const failure = await stack.apply(stack.wanted(broken), { pastSwitch: true }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ContainerNotReady)
    expect(failure).toMatchObject({ facts: { service: 'follower' } })
    expect(await stack.get()).toBe('200 v1')
    expect(await stack.containers()).toEqual(containers)
    expect(await stack.planText(stack.wanted(before))).toBe('')
  },
)

it('a second attempt that succeeds ends the old, whatever the first had switched', async () => {
  await stack.apply(stack.wanted({ follower: 'well' }))
  const next = { version: 'v2', follower: 'well' } as const
  await killedAfter(next, 'switch-routes')
  await stack.apply(stack.wanted(next), { pastSwitch: true })
  expect(await stack.get()).toBe('200 v2')
  expect(await stack.containers()).toEqual(['app-2 running', 'follower-2 running', 'front-1 running'])
  expect(await stack.planText(stack.wanted(next))).toBe('')
})

it.each([
  { name: 'Cancelled', served: '200 v1', left: ['app-1 running', 'follower-1 running', 'front-1 running'] },
  {
    name: 'WorkerStops',
    served: '200 v2',
    left: ['app-1 running', 'app-2 running', 'follower-1 running', 'follower-2 running', 'front-1 running'],
  },
])('a second attempt after the switch that is cut by $name leaves $served', async ({ name, served, left }) => {
  await stack.apply(stack.wanted({ follower: 'well' }))
  const next = { version: 'v2', follower: 'well' } as const
  await killedAfter(next, 'switch-routes')
  const cut = new AbortController()
  const onAction: ApplyContext['onAction'] = async (action, phase) => {
    if (action.kind === 'start-container' && phase === 'succeeded') cut.abort(Object.assign(new Error('cut'), { name }))
  }
  const attempt = stack.apply(stack.wanted(next), { pastSwitch: true, signal: cut.signal, onAction })
  await expect(attempt).rejects.toThrow('cut')
  expect(await stack.get()).toBe(served)
  expect(await stack.containers()).toEqual(left)
  await stack.apply(stack.wanted(next), { pastSwitch: true })
  expect(await stack.get()).toBe('200 v2')
  expect(await stack.planText(stack.wanted(next))).toBe('')
})

it('what an operation that ended has left behind is not gone back to when a later one fails', async () => {
  await stack.apply(stack.wanted({ follower: 'well' }))
  const next = { version: 'v2', follower: 'well' } as const
  await killedAfter(next, 'drain')
  const failing = stack.wanted({ ...next, jobInputs: 'inputs2', jobCommand: 'exit 4' })
  await expect(stack.apply(failing)).rejects.toThrow(JobFailed)
  expect(await stack.get()).toBe('200 v2')
  expect(await stack.containers()).toEqual(
    expect.arrayContaining(['app-2 running', 'follower-2 running', 'front-1 running']),
  )
})
