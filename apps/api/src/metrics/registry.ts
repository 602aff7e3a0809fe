import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Deps } from '../deps.ts'
import { durationHistogram } from './duration-histogram.ts'
import { type OperationStatistics, readOperationStatistics } from './operation-statistics.ts'

/** Scrapes of several servers, and the gauges of one scrape, share one reading. */
const readingMs = 5_000

export interface Metrics {
  contentType: string
  /** What Prometheus reads. */
  text(): Promise<string>
  /** One answered request. `route` is the pattern, never the path: a path has no bound. */
  requestAnswered(request: { method: string; route: string; status: number; seconds: number }): void
  streamOpened(): void
  streamClosed(): void
}

/** The metrics of one API process; operations are read from PostgreSQL when somebody asks. */
export function createMetrics(deps: Pick<Deps, 'store'>): Metrics {
  const registry = new Registry()
  // Every 10 ms, as it is unless told otherwise, is a hundred times in a second that a process which rests is woken.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  const requests = new Histogram({
    name: 'fun_http_request_duration_seconds',
    help: 'Requests by method, route and status, from the first header to the last byte.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  const streams = new Gauge({ name: 'fun_event_streams', help: 'Event streams that are open.', registers: [registry] })
  const read = cached(() => readOperationStatistics(deps))
  registerOperations(registry, read)
  return {
    contentType: registry.contentType,
    text: async () => `${await registry.metrics()}\n${durationHistogram(await read())}`,
    requestAnswered: ({ method, route, status, seconds }) => requests.observe({ method, route, status }, seconds),
    streamOpened: () => streams.inc(),
    streamClosed: () => streams.dec(),
  }
}

function registerOperations(registry: Registry, read: () => Promise<OperationStatistics>): void {
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    fill: (statistics: OperationStatistics) => Sample[],
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const samples = fill(await read())
        this.reset()
        for (const { labels, value } of samples) this.inc(labels, value)
      },
    })
  gauge('fun_operations', 'Operations by kind and state.', ['kind', 'state'], ({ operations }) =>
    operations.map(({ kind, state, count }) => ({ labels: { kind, state }, value: count })),
  )
  gauge('fun_queue_depth', 'Operations that wait for a worker, by host.', ['host'], ({ queues }) =>
    queues.map(({ host, count }) => ({ labels: { host }, value: count })),
  )
  gauge('fun_queue_oldest_seconds', 'How long the oldest of them waits.', ['host'], ({ queues }) =>
    queues.map(({ host, oldestSeconds }) => ({ labels: { host }, value: oldestSeconds })),
  )
  gauge('fun_worker_leases', 'Operations that a worker holds, by worker.', ['holder'], ({ leases }) =>
    leases.map(({ holder, count }) => ({ labels: { holder }, value: count })),
  )
}

interface Sample {
  labels: Record<string, string>
  value: number
}

/** Holds a reading for a few seconds; one that failed is not held. */
function cached<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let held: { until: number; value: Promise<Value> } | undefined
  return () => {
    if (held === undefined || held.until < Date.now()) {
      const value = read()
      held = { until: Date.now() + readingMs, value }
      value.catch(() => {
        held = undefined
      })
    }
    return held.value
  }
}
