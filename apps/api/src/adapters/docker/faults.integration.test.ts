import type { ActionKind } from '@fun/reconcile/plan'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ApplyContext } from '../../ports.ts'
import { createDockerEngine } from './docker-engine.ts'
import { FaultyEngine } from './testing/faulty-engine.ts'
import { TestStack, type TestStackOptions } from './testing/test-stack.ts'

let stack: TestStack
let faulty: FaultyEngine

beforeEach(async () => {
  stack = new TestStack()
  faulty = new FaultyEngine()
  await stack.prepare()
})

afterEach(async () => {
  faulty.stop()
  await stack.clean()
})

const former = ['app-1 running', 'front-1 running']
const next = ['app-2 running', 'front-1 running']

/** Applies through an engine that refuses one call of this kind once an action has begun, after `skipped` that it lets through. */
async function applyRefused(
  options: TestStackOptions,
  call: RegExp,
  skipped = 0,
  begun: ActionKind = 'switch-routes',
): Promise<void> {
  const address = await faulty.start()
  const engine = createDockerEngine({ address, readyTimeoutMsMax: 30_000 })
  const wanted = stack.wanted(options)
  let left: number | undefined
  faulty.refuses = (asked) => {
    if (left === undefined || !call.test(asked)) return false
    left -= 1
    return left === -1
  }
  const onAction: ApplyContext['onAction'] = async (action, phase) => {
    if (action.kind === begun && phase === 'started') left = skipped
  }
  await engine.apply(await stack.plan(wanted), wanted, { ...stack.context(), onAction })
}

it('traffic is sent back when the switch fails after the owner has loaded the new routes', async () => {
  await stack.apply(stack.wanted())
  // The first upload is the new routes, the second says what the volume holds.
  await expect(applyRefused({ version: 'v2' }, /^PUT \/containers\/.*\/archive$/, 1)).rejects.toThrow(
    'refused to upload configuration: refused by the test',
  )
  expect(await stack.get()).toBe('200 v1')
  expect(await stack.containers()).toEqual(former)
  expect(await stack.planText(stack.wanted())).toBe('')
})

it('a helper that could not be removed is no failure of the switch; the next plan removes it', async () => {
  await stack.apply(stack.wanted())
  await applyRefused({ version: 'v2' }, /^DELETE \/containers\//)
  expect(await stack.get()).toBe('200 v2')
  const helper = expect.stringMatching(/^configuration-front-[0-9a-f]+ created$/)
  expect(await stack.containers()).toEqual(['app-2 running', helper, 'front-1 running'])
  await stack.apply(stack.wanted({ version: 'v2' }))
  expect(await stack.containers()).toEqual(next)
})

it.each([
  ['before the switch', 'wait-ready', '200 v1'],
  ['after the switch', 'switch-routes', '200 v2'],
])('a worker that lost its lease %s begins nothing more and undoes nothing', async (_when, kind, served) => {
  await stack.apply(stack.wanted())
  const lease = new AbortController()
  const lost = Object.assign(new Error('another worker has it'), { name: 'LeaseLost' })
  const begun: string[] = []
  const onAction: ApplyContext['onAction'] = async (action, phase) => {
    if (lease.signal.aborted && phase === 'started') begun.push(action.kind)
    if (action.kind === kind && phase === 'succeeded') lease.abort(lost)
  }
  const wanted = stack.wanted({ version: 'v2' })
  await expect(stack.apply(wanted, { signal: lease.signal, onAction })).rejects.toBe(lost)
  expect(begun).toEqual([])
  expect(await stack.get()).toBe(served)
  expect(await stack.containers()).toEqual(['app-1 running', 'app-2 running', 'front-1 running'])
  await stack.apply(wanted)
  expect(await stack.get()).toBe('200 v2')
  expect(await stack.containers()).toEqual(next)
})

it('a worker whose write was refused because it lost its lease undoes nothing', async () => {
  await stack.apply(stack.wanted())
  const onAction: ApplyContext['onAction'] = async (action, phase) => {
    if (action.kind === 'switch-routes' && phase === 'succeeded')
      throw Object.assign(new Error('another worker has it'), { name: 'LeaseLost' })
  }
  const wanted = stack.wanted({ version: 'v2' })
  await expect(stack.apply(wanted, { onAction })).rejects.toThrow('another worker has it')
  expect(await stack.get()).toBe('200 v2')
  expect(await stack.containers()).toEqual(['app-1 running', 'app-2 running', 'front-1 running'])
})

/** Cancels when nginx's stand-in has its configuration; routes come with it, as in every deploy that changes it. */
function cancelledAtWrite(options: TestStackOptions): Promise<void> {
  const cancel = new AbortController()
  const onAction: ApplyContext['onAction'] = async (action, phase) => {
    if (action.kind === 'write-configuration' && action.routes !== undefined && phase === 'succeeded')
      cancel.abort(new Error('cancelled'))
  }
  return stack.apply(stack.wanted(options), { signal: cancel.signal, onAction })
}

it('a cancel no longer counts when traffic was switched together with new configuration', async () => {
  await stack.apply(stack.wanted())
  await cancelledAtWrite({ version: 'v2', routesFile: '# changed\nupstream app:8000;\n' })
  expect(await stack.get()).toBe('200 v2')
  expect(await stack.containers()).toEqual(next)
})

it('a cancel counts as long as nobody was sent to what is being made', async () => {
  await expect(cancelledAtWrite({})).rejects.toThrow('cancelled')
  expect(await stack.containers()).toEqual(['app-1 running'])
})

it('an old container that cannot be removed is no failure of what serves: it is left to the next plan, with a line', async () => {
  await stack.apply(stack.wanted())
  const [old] = await stack.docker.listContainers({ filters: { name: [`${stack.project}-app-1`] } })
  await applyRefused({ version: 'v2' }, new RegExp(`^DELETE /containers/${old?.Id}$`))
  expect(await stack.get()).toBe('200 v2')
  expect(await stack.containers()).toEqual(['app-1 exited', ...next])
  expect(stack.lines.at(-1)).toMatch(/^left for the next plan: .*refused by the test/)
  await stack.apply(stack.wanted({ version: 'v2' }))
  expect(await stack.containers()).toEqual(next)
  expect(await stack.planText(stack.wanted({ version: 'v2' }))).toBe('')
})

it('an old container that must end before its successor starts, and cannot, is a failure', async () => {
  await stack.apply(stack.wanted())
  const [old] = await stack.docker.listContainers({ filters: { name: [`${stack.project}-app-1`] } })
  const stopped = new RegExp(`^POST /containers/${old?.Id}/stop$`)
  await expect(applyRefused({ version: 'v2', rollout: 'stop-first' }, stopped, 0, 'create-container')).rejects.toThrow(
    'refused by the test',
  )
  expect(await stack.get()).toBe('200 v1')
  expect(await stack.containers()).toEqual(former)
})
