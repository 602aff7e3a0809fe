import type { Operation, Step } from '@fun/contract/resources'
import { expect, test } from 'vitest'
import { applyEvent, applySnapshot, currentStep } from './operation-events.ts'

const step = (over: Partial<Step> = {}): Step => ({
  key: 'build',
  position: 0,
  title: 'Build',
  state: 'running',
  detail: '',
  startedAt: '2026-11-23T20:00:00.000Z',
  finishedAt: null,
  ...over,
})

const operation = (over: Partial<Operation> = {}): Operation => ({
  id: '0198a0a0-0000-7000-8000-000000000001',
  kind: 'deploy',
  state: 'running',
  environment: null,
  revisionId: null,
  trigger: 'test',
  waitingFor: null,
  result: {},
  problem: null,
  attempts: 1,
  queuedAt: '2026-11-23T19:59:59.000Z',
  startedAt: '2026-11-23T20:00:00.000Z',
  finishedAt: null,
  steps: [step()],
  ...over,
})

const at = '2026-11-23T20:01:00.000Z'

test('a replayed event does not take a step back', () => {
  const known = operation({ steps: [step({ state: 'succeeded', finishedAt: at })] })
  expect(applyEvent(known, { type: 'step', sequence: 1, at, step: step() })).toBe(known)
})

test('a step that another worker started anew runs again', () => {
  const known = operation({ steps: [step({ state: 'failed', finishedAt: at })] })
  const again = step({ startedAt: '2026-11-23T20:02:00.000Z' })
  expect(applyEvent(known, { type: 'step', sequence: 9, at, step: again }).steps).toEqual([again])
})

test('steps that were not known yet appear in their order', () => {
  const first = step({ key: 'resolve', position: -1 })
  const steps = applyEvent(operation(), { type: 'step', sequence: 2, at, step: first }).steps
  expect(steps.map((each) => each.key)).toEqual(['resolve', 'build'])
})

test('the final state ends the operation and carries its problem; nothing after it changes a thing', () => {
  const problem = { type: 'about:blank', title: 'Failed', status: 422, code: 'failed', detail: 'why' }
  const ended = applyEvent(operation(), { type: 'state', sequence: 3, at, state: 'failed', problem })
  expect(ended).toMatchObject({ state: 'failed', finishedAt: at, problem })
  expect(applyEvent(ended, { type: 'state', sequence: 4, at, state: 'running' })).toBe(ended)
  expect(applyEvent(ended, { type: 'step', sequence: 5, at, step: step({ state: 'succeeded' }) })).toBe(ended)
})

test('an answer that is older than the events takes nothing back', () => {
  const known = operation({ steps: [step({ state: 'succeeded', finishedAt: at })] })
  const late = applySnapshot(
    known,
    operation({ state: 'queued', startedAt: null, steps: [step({ key: 'next', position: 1 })] }),
  )
  expect(late.state).toBe('running')
  expect(late.startedAt).toBe(known.startedAt)
  expect(late.steps.map((each) => `${each.key} ${each.state}`)).toEqual(['build succeeded', 'next running'])
})

test('a final answer, or one of a new attempt, holds as it is', () => {
  const known = operation({ steps: [step({ state: 'succeeded', finishedAt: at })] })
  const ended = operation({ state: 'cancelled', finishedAt: at })
  const again = operation({ state: 'queued', attempts: 2, steps: [] })
  expect(applySnapshot(known, ended)).toBe(ended)
  expect(applySnapshot(known, again)).toBe(again)
})

test('where there is room for one step, the failed one is shown, else the running one, else the last that ended', () => {
  const done = step({ key: 'a', state: 'succeeded' })
  const running = step({ key: 'b' })
  const failed = step({ key: 'c', state: 'failed' })
  const pending = step({ key: 'd', state: 'pending' })
  expect(currentStep(operation({ steps: [done, running, failed, pending] }))).toBe(failed)
  expect(currentStep(operation({ steps: [done, running, pending] }))).toBe(running)
  expect(currentStep(operation({ steps: [done, pending] }))).toBe(done)
  expect(currentStep(operation({ steps: [pending] }))).toBeUndefined()
})
