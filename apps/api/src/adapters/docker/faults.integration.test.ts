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

/** Applies through an engine that refuses one call of this kind, the first after the switch has begun that `skipped` others went before. */
async function applyRefused(options: TestStackOptions, call: RegExp, skipped = 0): Promise<void> {
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
    if (action.kind === 'switch-routes' && phase === 'started') left = skipped
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
