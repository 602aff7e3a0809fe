import { type Metric, type MetricSeries, metric, metricUnits } from '@fun/contract/metrics'
import { expect, it } from 'vitest'
import { arrangeCharts, lastValue, metricCharts } from './metric-charts.ts'

const series = (name: Metric, service: string | null): MetricSeries => ({
  metric: name,
  unit: metricUnits[name],
  service,
  values: [1],
})

it('every metric has a chart, and the metrics of one are counted in the same', () => {
  const shown = metricCharts.flatMap(({ metrics }): readonly Metric[] => metrics)
  expect([...shown].sort()).toEqual([...metric.options].sort())
  for (const { metrics } of metricCharts)
    expect(new Set(metrics.map((each: Metric) => metricUnits[each])).size, metrics[0]).toBe(1)
})

it('lines of one chart can be told apart without reading their names', () => {
  const services = ['redis', 'cms-worker', 'nginx', 'lms', 'mysql', 'cms', 'mongodb', 'lms-worker', 'memcached']
  const [cpu] = arrangeCharts(services.map((each) => series('cpu', each)))
  expect(cpu?.lines.map(({ service }) => service).slice(0, 3)).toEqual(['lms', 'lms-worker', 'cms'])
  expect(new Set(cpu?.lines.map(({ look }) => `${look.hue} ${look.dashed}`)).size).toBe(services.length)
  const times = ['response-time-p50', 'response-time-p95'] as const
  const [responses] = arrangeCharts(times.flatMap((each) => [series(each, 'cms'), series(each, 'lms')]))
  expect(new Set(responses?.lines.map(({ look }) => `${look.hue} ${look.dashed}`)).size).toBe(4)
})

it('what was not measured has no chart', () => {
  expect(arrangeCharts([])).toEqual([])
  expect(arrangeCharts([series('disk-free', null)]).map(({ name }) => name)).toEqual(['free'])
})

it('the last value is the last that was measured', () => {
  expect(lastValue([1, 2, null])).toBe(2)
  expect(lastValue([null])).toBeNull()
})
