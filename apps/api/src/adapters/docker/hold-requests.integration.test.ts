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

/** Answers in their order, without repetitions, until `work` has ended. */
async function answersDuring(work: Promise<unknown>): Promise<string[]> {
  const answers: string[] = []
  let ended = false
  const done = work.catch(() => undefined).finally(() => (ended = true))
  while (!ended) {
    const answer = (await stack.get().catch(String)).trim()
    if (answers.at(-1) !== answer) answers.push(answer)
  }
  await done
  return answers
}

it('requests are held from before a migration until the new code serves', async () => {
  await stack.apply(wanted({}))
  const deploying = stack.apply(wanted(next('sleep 1')))
  expect(await answersDuring(deploying)).toEqual(['200 v1', '502', '200 v2'])
  await deploying
  expect(await stack.planText(wanted(next('sleep 1')))).toBe('')
})

it('after a failed migration requests are let through to the old code again, once', async () => {
  await stack.apply(wanted({}))
  await expect(stack.apply(wanted(next('exit 4')))).rejects.toThrow(JobFailed)
  expect((await stack.get()).trim()).toBe('502')
  expect(await stack.engine.releaseRequests(stack.project, signal())).toEqual(['front'])
  expect(await stack.get()).toBe('200 v1')
  expect(await stack.engine.releaseRequests(stack.project, signal())).toEqual([])
  expect(await stack.planText(wanted({}))).toBe('')
})

it('a worker that was killed while requests were held: the next plan lets them through', async () => {
  await stack.apply(wanted({}))
  const order = wanted(next('true'))
  const plan = await stack.plan(order)
  await stack.engine.apply({ ...plan, actions: plan.actions.slice(0, 2) }, order, stack.context())
  expect((await stack.get()).trim()).toBe('502')
  await stack.apply(order)
  expect(await stack.get()).toBe('200 v2')
})
