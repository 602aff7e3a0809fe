import { type EnvironmentMetrics, environmentMetrics, fleetMetrics, hostMetrics } from '@fun/contract/metrics'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enqueueOperation } from '../operations/enqueue.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { makeTestPerson } from '../testing/test-principals.ts'
import { keepSamples } from './keep.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
let api: TestApi
let demo: string
let other: string
beforeAll(async () => {
  api = await startTestApi('samples')
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  demo = await makeEnvironment('demo', 20_300)
  other = await makeEnvironment('other', 20_400)
})
afterAll(() => api.stop())
beforeEach(async () => {
  await store().serviceSample.deleteMany()
  await store().hostSample.deleteMany()
})

const store = () => api.installation.deps.store
async function makeEnvironment(name: string, port: number): Promise<string> {
  const specification = { kind: 'production', release: 'teak', lms: { port }, cms: { port: port + 1 } }
  return String((await api.call('POST', '/environments', { name, source: 'platform', specification })).body.id)
}
/** The beginning of a minute that ended some minutes ago. */
const minute = (minutesAgo: number, from = Date.now()) =>
  new Date((Math.floor(from / minuteMs) - minutesAgo) * minuteMs)
const sample = (at: Date, more: object = {}) => ({ environmentId: demo, at, seconds: 60, service: 'lms', ...more })
const read = async (query = '', path = '/environments/demo/metrics') => {
  const answer = await api.call('GET', `${path}${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}
const seriesOf = ({ series }: Pick<EnvironmentMetrics, 'series'>, metric: string, service: string | null = 'lms') =>
  series.find((each) => each.metric === metric && each.service === service)
const known = (values: ReadonlyArray<number | null> = []) => values.filter((value) => value !== null)

describe('an environment’s metrics', () => {
  it('are series of a fixed step with null where nothing was measured, and say since when they are measured', async () => {
    await store().serviceSample.createMany({
      data: [
        sample(minute(30), { cpuCores: 0.5, memoryBytes: 600e6, requests: 0, errors: 0 }),
        sample(minute(28), {
          cpuCores: 0.25,
          memoryBytes: 620e6,
          requests: 120,
          errors: 30,
          responsesByTime: [0, 0, 0, 0, 0, 60, 60],
        }),
      ],
    })
    const metrics = environmentMetrics.parse(await read())
    expect(metrics.stepSeconds).toBe(60)
    expect(metrics.measuredSince).toBe(minute(30).toISOString())
    const index = (at: Date) => (at.getTime() - Date.parse(metrics.from)) / minuteMs
    const cpu = seriesOf(metrics, 'cpu')
    expect(cpu).toMatchObject({ unit: 'cores', service: 'lms' })
    expect(cpu?.values).toHaveLength((Date.parse(metrics.to) - Date.parse(metrics.from)) / minuteMs)
    expect(cpu?.values[index(minute(30))]).toBe(0.5)
    expect(cpu?.values[index(minute(29))]).toBeNull()
    expect(cpu?.values[index(minute(28))]).toBe(0.25)
    expect(known(cpu?.values)).toHaveLength(2)
    expect(known(seriesOf(metrics, 'requests')?.values)).toEqual([0, 2])
    expect(known(seriesOf(metrics, 'errors')?.values)).toEqual([0.25])
    expect(known(seriesOf(metrics, 'response-time-p50')?.values)).toEqual([0.16])
    expect(known(seriesOf(metrics, 'response-time-p95')?.values)).toEqual([0.304])
    expect(seriesOf(metrics, 'tasks-waiting')).toBeUndefined()
  })

  it('of a longer step are means of what was measured in it', async () => {
    const start = new Date(Math.floor(minute(60).getTime() / 300_000) * 300_000)
    const later = (minutes: number) => new Date(start.getTime() + minutes * minuteMs)
    await store().serviceSample.createMany({
      data: [
        sample(later(0), { cpuCores: 1, requests: 60, errors: 0 }),
        sample(later(1), { cpuCores: 2, requests: 120, errors: 18 }),
        sample(later(2), { cpuCores: null }),
      ],
    })
    const query = `?from=${start.toISOString()}&to=${later(5).toISOString()}&step=300`
    const metrics = environmentMetrics.parse(await read(query))
    expect(seriesOf(metrics, 'cpu')?.values).toEqual([1.5])
    expect(seriesOf(metrics, 'requests')?.values).toEqual([1.5])
    expect(seriesOf(metrics, 'errors')?.values).toEqual([0.1])
  })

  it('mark the deployments that ran meanwhile', async () => {
    const { deps, hostId } = api.installation
    const make = async (startedMinutesAgo: number, more: object) => {
      const { id } = await enqueueOperation(deps, {
        kind: 'deploy',
        environmentId: demo,
        hostId,
        trigger: 'test',
        input: {},
      })
      const startedAt = minute(startedMinutesAgo)
      const finishedAt = minute(startedMinutesAgo - 1)
      await store().operation.update({ where: { id }, data: { state: 'succeeded', startedAt, finishedAt, ...more } })
      return id
    }
    await make(180, {})
    const shown = await make(20, { result: { commit: 'c0ffee', commitSubject: 'Courses by title' } })
    const failed = await make(10, { state: 'failed', result: { commit: 17 } })
    const metrics = environmentMetrics.parse(await read())
    expect(metrics.measuredSince).toBeNull()
    expect(metrics.series).toEqual([])
    expect(metrics.deployments).toEqual([
      expect.objectContaining({
        operationId: shown,
        state: 'succeeded',
        commit: 'c0ffee',
        commitSubject: 'Courses by title',
      }),
      expect.objectContaining({ operationId: failed, state: 'failed', commit: null }),
    ])
  })

  it('are refused for a query that cannot be answered, with the field and the cure', async () => {
    const cases = {
      'step=61': 'step',
      'step=0': 'step',
      'step=soon': 'step',
      'from=yesterday': 'from',
      'from=2020-01-01T00:00:00Z': 'from',
      'from=2999-01-01T00:00:00Z': 'from',
      [`from=${minute(10).toISOString()}&to=${minute(20).toISOString()}`]: 'to',
      [`from=${minute(2_800).toISOString()}&step=60`]: 'step',
      [`from=${minute(10_000).toISOString()}&step=60`]: 'step',
    }
    for (const [query, path] of Object.entries(cases)) {
      const answer = await api.call('GET', `/environments/demo/metrics?${query}`)
      expect(answer.status, query).toBe(422)
      expect(answer.type, query).toContain('application/problem+json')
      expect(answer.body, query).toMatchObject({
        code: 'invalid-request',
        errors: [{ path, message: expect.stringMatching(/\w{3}/) }],
      })
    }
  })

  it('are not there for who may not see the environment', async () => {
    await store().serviceSample.create({ data: sample(minute(5), { cpuCores: 0.5, memoryBytes: 1e9 }) })
    await store().serviceSample.create({ data: { ...sample(minute(5), { cpuCores: 0.25 }), environmentId: other } })
    const elsewhere = await makeTestPerson(api.installation.deps, { [other]: 'viewer' })
    const hidden = await api.call('GET', '/environments/demo/metrics', undefined, elsewhere.headers)
    const absent = await api.call('GET', '/environments/nobody/metrics', undefined, elsewhere.headers)
    expect([hidden.status, absent.status]).toEqual([404, 404])
    expect(String(hidden.body.detail)).toBe(String(absent.body.detail).replace('nobody', 'demo'))
    expect((await api.call('GET', '/environments/other/metrics', undefined, elsewhere.headers)).status).toBe(200)
    expect((await api.call('GET', '/hosts/local/metrics', undefined, elsewhere.headers)).status).toBe(403)
    const fleet = await api.call('GET', '/metrics/environments', undefined, elsewhere.headers)
    expect(fleetMetrics.parse(fleet.body).environments.map(({ name }) => name)).toEqual(['other'])
    expect((await api.call('GET', '/environments/demo/metrics', undefined, {})).status).toBe(401)
  })
})

it('the fleet’s are those of all services together, and empty where nothing was measured', async () => {
  const at = minute(6)
  await store().serviceSample.createMany({
    data: [
      sample(at, { cpuCores: 0.5, memoryBytes: 600e6 }),
      sample(at, { service: 'cms', cpuCores: 0.25, memoryBytes: 400e6 }),
      sample(at, { service: 'nginx', memoryBytes: 4e6 }),
    ],
  })
  const fleet = fleetMetrics.parse(await read('', '/metrics/environments'))
  expect(fleet.stepSeconds).toBe(300)
  const [first, second] = fleet.environments
  expect(first?.name).toBe('demo')
  expect(first?.cpu).toHaveLength((Date.parse(fleet.to) - Date.parse(fleet.from)) / 300_000)
  expect(known(first?.cpu)).toEqual([0.75])
  expect(known(first?.memory)).toEqual([1.004e9])
  expect(second).toMatchObject({ name: 'other', cpu: [], memory: [] })
})

it('a host’s are of the whole machine', async () => {
  const hostId = api.installation.hostId
  const data = { hostId, at: minute(3), seconds: 60, cpuCores: 1.5, operationsQueued: 2, diskFreeBytes: 9e9 }
  await store().hostSample.create({ data })
  const metrics = hostMetrics.parse(await read('', '/hosts/local/metrics'))
  expect(metrics.measuredSince).toBe(minute(3).toISOString())
  expect(known(seriesOf(metrics, 'cpu', null)?.values)).toEqual([1.5])
  expect(known(seriesOf(metrics, 'operations-queued', null)?.values)).toEqual([2])
  expect(known(seriesOf(metrics, 'disk-free', null)?.values)).toEqual([9e9])
  expect(seriesOf(metrics, 'memory', null)).toBeUndefined()
})

describe('samples', () => {
  /** A whole quarter of an hour that began so many hours ago. */
  const quarter = (hoursAgo: number) => new Date(Math.floor((Date.now() - hoursAgo * hourMs) / 900_000) * 900_000)

  it('older than two days become one row a quarter of an hour, with the same means and counts; a second run changes nothing', async () => {
    const old = quarter(60)
    const later = (minutes: number) => new Date(old.getTime() + minutes * minuteMs)
    await store().serviceSample.createMany({
      data: [
        sample(later(0), { cpuCores: 0.2, memoryBytes: 100, requests: 10, errors: 1, responsesByTime: [4, 6] }),
        sample(later(1), {
          cpuCores: 0.4,
          memoryBytes: 300,
          requests: 20,
          errors: 0,
          responsesByTime: [0, 0, 20],
          tasksWaiting: 4,
        }),
        sample(later(2), { cpuCores: null }),
        sample(later(0), { service: 'mysql', cpuCores: 1 }),
        sample(later(15), { cpuCores: 0.9 }),
        sample(minute(30), { cpuCores: 0.7 }),
      ],
    })
    await store().hostSample.createMany({
      data: [0, 1].map((index) => ({
        hostId: api.installation.hostId,
        at: later(index),
        seconds: 60,
        cpuCores: index + 1,
      })),
    })
    const query = `?from=${old.toISOString()}&to=${later(30).toISOString()}&step=900`
    const before = environmentMetrics.parse(await read(query)).series
    await keepSamples(store(), new Date())
    const rows = await store().serviceSample.findMany({ orderBy: [{ at: 'asc' }, { service: 'asc' }] })
    expect(rows.map(({ seconds, service, at }) => [seconds, service, at])).toEqual([
      [900, 'lms', old],
      [900, 'mysql', old],
      [900, 'lms', later(15)],
      [60, 'lms', minute(30)],
    ])
    expect(rows[0]).toMatchObject({
      memoryBytes: 200,
      requests: 30,
      errors: 1,
      responsesByTime: [4, 6, 20],
      tasksWaiting: 4,
    })
    expect(rows[0]?.cpuCores).toBeCloseTo(0.3)
    const known = environmentMetrics.parse(await read(query)).series
    expect(known.filter(({ metric }) => metric !== 'requests')).toEqual(
      before.filter(({ metric }) => metric !== 'requests'),
    )
    expect(await store().hostSample.findMany()).toEqual([
      expect.objectContaining({ seconds: 900, at: old, cpuCores: 1.5, memoryBytes: null }),
    ])
    await keepSamples(store(), new Date())
    expect(await store().serviceSample.findMany({ orderBy: [{ at: 'asc' }, { service: 'asc' }] })).toEqual(rows)
  })

  it('are rolled up once, also when two workers do it together', async () => {
    const old = quarter(72)
    const data = Array.from({ length: 15 }, (_, index) =>
      sample(new Date(old.getTime() + index * minuteMs), { requests: 10 }),
    )
    await store().serviceSample.createMany({ data })
    await Promise.all([keepSamples(store(), new Date()), keepSamples(store(), new Date())])
    expect(await store().serviceSample.findMany()).toEqual([expect.objectContaining({ seconds: 900, requests: 150 })])
  })

  it('are forgotten after 30 days, and with their environment', async () => {
    const days = (count: number) => quarter(count * 24)
    await store().serviceSample.createMany({
      data: [31, 29].map((count) => ({ ...sample(days(count)), seconds: 900 })),
    })
    await store().hostSample.createMany({
      data: [31, 29].map((count) => ({ hostId: api.installation.hostId, at: days(count), seconds: 900 })),
    })
    await keepSamples(store(), new Date())
    expect((await store().serviceSample.findMany()).map(({ at }) => at)).toEqual([days(29)])
    expect((await store().hostSample.findMany()).map(({ at }) => at)).toEqual([days(29)])
    const gone = await makeEnvironment('gone', 20_500)
    await store().serviceSample.create({ data: { ...sample(minute(1)), environmentId: gone } })
    await store().environment.delete({ where: { id: gone } })
    expect(await store().serviceSample.count({ where: { environmentId: gone } })).toBe(0)
  })
})
