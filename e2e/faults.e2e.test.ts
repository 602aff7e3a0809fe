import type { Operation } from '@fun/contract/resources'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describe as describeOperation } from './portal.ts'
import { addressesOf } from './served-checks.ts'
import { createSampleEnvironment, type StartedProduct, startProduct } from './started-product.ts'

const minutes = 60_000
let started: StartedProduct
let name: string
beforeAll(async () => {
  started = await startProduct('faults')
  name = await createSampleEnvironment(started.product, 'faults')
}, 2 * minutes)
afterAll(() => started?.close(), 2 * minutes)

const stepRuns = (prefix: RegExp) => (current: Operation) =>
  current.steps.some((step) => prefix.test(step.key) && step.state === 'running')

/** The operation ended right, once: succeeded, one serving revision, no container twice, no one-off left. */
async function endedRightOnce(id: string): Promise<void> {
  const ended = await started.product.portal.finished(id, 10 * minutes)
  expect(ended.state, describeOperation(ended)).toBe('succeeded')
  const { lms } = addressesOf(await started.product.portal.environment(name))
  expect((await fetch(`${lms}/heartbeat`)).status).toBe(200)
  const containers = await started.product.containers(name)
  const services = containers.map((each) => each.Labels['com.docker.compose.service'])
  expect(services.length).toBe(new Set(services).size)
  expect(containers.filter((each) => each.Labels['com.docker.compose.oneoff'] === 'True')).toEqual([])
}

test('SIGKILL of the worker during the first deploy’s build and again while migrating', {
  timeout: 15 * minutes,
}, async () => {
  const { portal } = started.product
  const { id } = await portal.start(`/environments/${name}/deployments`)
  await portal.until(id, stepRuns(/./), 5 * minutes)
  await started.product.end('worker', 'SIGKILL')
  started.product.startWorker()
  await portal.until(id, stepRuns(/migrate/), 8 * minutes)
  await started.product.end('worker', 'SIGKILL')
  started.product.startWorker()
  await endedRightOnce(id)
  expect((await portal.operation(id)).attempts).toBeGreaterThanOrEqual(2)
})

test('Redis restarted empty while an operation waits and another runs', { timeout: 8 * minutes }, async () => {
  const { portal } = started.product
  const first = await portal.start(`/environments/${name}/deployments`, { reference: 'change/python' })
  const second = await portal.start(`/environments/${name}/manage`, {
    command: 'manage',
    service: 'lms',
    arguments: ['check'],
  })
  await started.product.end('redis', 'SIGKILL')
  await started.product.startRedis()
  expect((await portal.finished(second.id, 8 * minutes)).state).toBe('succeeded')
  await endedRightOnce(first.id)
})

test('the engine goes away: the operation waits, says so, and goes on when it is back', {
  timeout: 8 * minutes,
}, async () => {
  const { portal } = started.product
  await started.product.door.shut()
  const { id } = await portal.start(`/environments/${name}/deployments`, { reference: 'change/template' })
  await portal.until(id, (current) => /engine/i.test(current.waitingFor ?? ''), minutes)
  await started.product.door.open()
  await endedRightOnce(id)
})

test('cancel ends a running build within seconds and leaves what is served alone', {
  timeout: 6 * minutes,
}, async () => {
  const { portal } = started.product
  const { id } = await portal.start(`/environments/${name}/deployments`, { reference: 'change/requirements' })
  await portal.until(id, stepRuns(/python/), 2 * minutes)
  const asked = Date.now()
  await portal.call('POST', `/operations/${id}/cancel`, {})
  const cancelled = await portal.finished(id, minutes)
  expect(cancelled.state).toBe('cancelled')
  expect(Date.now() - asked).toBeLessThan(10_000)
  const { lms } = addressesOf(await portal.environment(name))
  expect((await fetch(`${lms}/heartbeat`)).status).toBe(200)
})

test('two workers share the work, one operation at a time per environment', { timeout: 6 * minutes }, async () => {
  const { portal } = started.product
  started.product.startWorker('second')
  const queued = await Promise.all(
    [1, 2, 3].map(() =>
      portal.start(`/environments/${name}/manage`, { command: 'manage', service: 'lms', arguments: ['check'] }),
    ),
  )
  const ended = await Promise.all(queued.map((each) => portal.finished(each.id, 4 * minutes)))
  expect(ended.map((each) => each.state)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  const spans = ended
    .map((each) => [Date.parse(each.startedAt ?? ''), Date.parse(each.finishedAt ?? '')])
    .toSorted(([a = 0], [b = 0]) => a - b)
  for (const [index, [start = 0]] of spans.entries())
    if (index > 0) expect(start).toBeGreaterThanOrEqual((spans[index - 1]?.[1] ?? 0) - 50)
})
