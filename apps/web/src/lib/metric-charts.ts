import type { Metric, MetricSeries, MetricUnit } from '@fun/contract/metrics'

/** A chart shows one or two metrics of the same unit; its name is a message of `metrics.charts`. */
export const metricCharts = [
  { name: 'responses', metrics: ['response-time-p95', 'response-time-p50'] },
  { name: 'errors', metrics: ['errors'] },
  { name: 'requests', metrics: ['requests'] },
  { name: 'cpu', metrics: ['cpu'] },
  { name: 'memory', metrics: ['memory'] },
  { name: 'tasks', metrics: ['tasks-waiting'] },
  { name: 'operations', metrics: ['operations-queued', 'operations-running'] },
  { name: 'received', metrics: ['network-received'] },
  { name: 'sent', metrics: ['network-sent'] },
  { name: 'read', metrics: ['disk-read'] },
  { name: 'written', metrics: ['disk-written'] },
  { name: 'free', metrics: ['disk-free'] },
] as const satisfies readonly { name: string; metrics: readonly Metric[] }[]
export type ChartName = (typeof metricCharts)[number]['name']

/** Hues are the theme's `--series-<n>`; of two with the same hue one is dashed. */
export type LineLook = { hue: number; dashed: boolean }
export type ChartLine = MetricSeries & { key: string; look: LineLook }
export type ChartData = { name: ChartName; unit: MetricUnit; lines: readonly ChartLine[] }

export const hueCount = 7
/** What belongs together has one hue: a system and its worker. */
const looks: Readonly<Record<string, LineLook>> = {
  lms: { hue: 1, dashed: false },
  'lms-worker': { hue: 1, dashed: true },
  cms: { hue: 2, dashed: false },
  'cms-worker': { hue: 2, dashed: true },
  nginx: { hue: 3, dashed: false },
  mysql: { hue: 4, dashed: false },
  mongodb: { hue: 5, dashed: false },
  redis: { hue: 6, dashed: false },
  rabbitmq: { hue: 6, dashed: true },
  memcached: { hue: 7, dashed: false },
}
const dashedMetrics: readonly Metric[] = ['response-time-p50', 'operations-running']

/** The charts that have something to show, each with its lines by service. */
export function arrangeCharts(series: readonly MetricSeries[]): ChartData[] {
  return metricCharts.flatMap(({ name, metrics }) => {
    const wanted: readonly Metric[] = metrics
    const own = series
      .filter((each) => wanted.includes(each.metric))
      .toSorted((a, b) => rank(a.service) - rank(b.service) || wanted.indexOf(a.metric) - wanted.indexOf(b.metric))
    const [first] = own
    if (first === undefined) return []
    const lines = own.map((each, index) => ({
      ...each,
      key: `${each.metric} ${each.service ?? ''}`,
      look: lookOf(each, index, wanted.length > 1),
    }))
    return [{ name, unit: first.unit, lines }]
  })
}

const order = Object.keys(looks)
const rank = (service: string | null): number => {
  const known = order.indexOf(service ?? '')
  return known < 0 ? order.length : known
}

function lookOf({ service, metric }: MetricSeries, index: number, several: boolean): LineLook {
  const known = looks[service ?? ''] ?? { hue: service === null ? 1 : (index % hueCount) + 1, dashed: false }
  return several ? { hue: known.hue, dashed: dashedMetrics.includes(metric) } : known
}

/** The last value of a line that was measured. */
export function lastValue(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null
}
