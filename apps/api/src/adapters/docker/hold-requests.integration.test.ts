import type { WantedStack } from '@fun/reconcile/stack'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { JobFailed } from './errors.ts'
import { TestStack, type TestStackOptions } from './testing/test-stack.ts'

let stack: TestStack

beforeEach(async () => {
  stack = new TestStack()
  await stack.prepare()
})

afterEach(async () => {
  await stack.clean()
})

/** While requests are held the front has an upstream that nobody listens on: it answers 502. */
function wanted(options: TestStackOptions): WantedStack {
  const made = stack.wanted(options)
  for (const { placement } of made.rendered.configuration)
    if (placement.kind === 'live')
      placement.hold = { file: 'routes.conf', content: 'upstream 127.0.0.1:9;\n', ended: ['true'] }
  const jobs = made.rendered.jobs.map((job) => ({ ...job, uncancellable: true }))
  const migrations = { changed: undefined, dependenciesChanged: false, snapshot: false, hold: true }
  return { ...made, migrations, rendered: { ...made.rendered, jobs } }
}

const next = (jobCommand: string) => ({ version: 'v2', jobInputs: 'inputs2', jobCommand })
const signal = () => AbortSignal.timeout(30_000)

const answer = async () => (await stack.get().catch(String)).trim()

/**
 * The different answers in the order in which each was first seen, until `work` has ended and `last` was seen too:
 * the old workers of a front that reloads may answer for a moment beside the new ones.
 */
async function answersDuring(work: Promise<unknown>, last: string): Promise<string[]> {
  const answers = new Set<string>()
  let ended = false
  const done = work.finally(() => (ended = true))
  while (!ended) answers.add(await answer())
  await expect.poll(answer, { timeout: 10_000 }).toBe(last)
  await done
  return [...answers.add(last)]
}

it('requests are held from before a migration until the new code serves', async () => {
  await stack.apply(wanted({}))
  const deploying = stack.apply(wanted(next('sleep 1')))
  expect(await answersDuring(deploying, '200 v2')).toEqual(['200 v1', '502', '200 v2'])
  expect(await stack.planText(wanted(next('sleep 1')))).toBe('')
})

it('after a failed migration requests are let through to the old code again, once', async () => {
  await stack.apply(wanted({}))
  await expect(stack.apply(wanted(next('exit 4')))).rejects.toThrow(JobFailed)
  await expect.poll(answer).toBe('502')
  expect(await stack.engine.releaseRequests(stack.project, signal())).toEqual(['front'])
  await expect.poll(answer).toBe('200 v1')
  expect(await stack.engine.releaseRequests(stack.project, signal())).toEqual([])
  expect(await stack.planText(wanted({}))).toBe('')
})

it('a worker that was killed while requests were held: the next plan lets them through', async () => {
  await stack.apply(wanted({}))
  const order = wanted(next('true'))
  const plan = await stack.plan(order)
  await stack.engine.apply({ ...plan, actions: plan.actions.slice(0, 2) }, order, stack.context())
  await expect.poll(answer).toBe('502')
  await stack.apply(order)
  await expect.poll(answer).toBe('200 v2')
})
