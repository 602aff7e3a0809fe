import { z } from 'zod'
import { operationState } from './resources.ts'

const id = z.uuid()
const at = z.iso.datetime()

/**
 * What is measured. `cpu` is used processor time per time; `errors` the share of requests that were answered with 500 or above; response times are
 * those of LMS and CMS, estimated from a histogram; `tasks-waiting` what waits at the broker for the Celery workers.
 */
export const metric = z
  .enum([
    'cpu',
    'memory',
    'network-received',
    'network-sent',
    'disk-read',
    'disk-written',
    'disk-free',
    'requests',
    'errors',
    'response-time-p50',
    'response-time-p95',
    'tasks-waiting',
    'operations-queued',
    'operations-running',
  ])
  .meta({ id: 'Metric' })
export type Metric = z.infer<typeof metric>

export const metricUnit = z.enum([
  'cores',
  'bytes',
  'bytes-per-second',
  'requests-per-second',
  'ratio',
  'seconds',
  'tasks',
  'operations',
])
export type MetricUnit = z.infer<typeof metricUnit>

/** What each metric is counted in. */
export const metricUnits: Readonly<Record<Metric, MetricUnit>> = {
  cpu: 'cores',
  memory: 'bytes',
  'network-received': 'bytes-per-second',
  'network-sent': 'bytes-per-second',
  'disk-read': 'bytes-per-second',
  'disk-written': 'bytes-per-second',
  'disk-free': 'bytes',
  requests: 'requests-per-second',
  errors: 'ratio',
  'response-time-p50': 'seconds',
  'response-time-p95': 'seconds',
  'tasks-waiting': 'tasks',
  'operations-queued': 'operations',
  'operations-running': 'operations',
}

/** The mean of each step, oldest first; null where nothing was measured. */
const values = z.array(z.number().nullable())

export const metricSeries = z
  .object({
    metric,
    unit: metricUnit,
    /** null: of the whole host. */
    service: z.string().nullable(),
    values,
  })
  .meta({ id: 'MetricSeries' })
export type MetricSeries = z.infer<typeof metricSeries>

/** The value at `i` is of the `stepSeconds` from `from` + `i` × `stepSeconds` on. */
const grid = { from: at, to: at, stepSeconds: z.int() }

const example = {
  from: '2026-11-25T09:00:00.000Z',
  to: '2026-11-25T09:03:00.000Z',
  stepSeconds: 60,
  measuredSince: '2026-11-24T18:12:00.000Z',
}
const exampleId = '01900000-0000-7000-8000-000000000001'

export const environmentMetrics = z
  .object({
    environment: z.object({ id, name: z.string() }),
    ...grid,
    /** The oldest measurement that is kept; null: there is none yet. */
    measuredSince: at.nullable(),
    series: z.array(metricSeries),
    /** Deployments that ran in this time, oldest first: at most the last 200. */
    deployments: z.array(
      z.object({
        operationId: id,
        state: operationState,
        startedAt: at,
        finishedAt: at.nullable(),
        commit: z.string().nullable(),
        commitSubject: z.string().nullable(),
      }),
    ),
  })
  .meta({
    id: 'EnvironmentMetrics',
    examples: [
      {
        ...example,
        environment: { id: exampleId, name: 'demo' },
        series: [
          { metric: 'cpu', unit: 'cores', service: 'lms', values: [0.031, null, 0.42] },
          { metric: 'memory', unit: 'bytes', service: 'lms', values: [602_000_000, null, 640_000_000] },
          { metric: 'response-time-p95', unit: 'seconds', service: 'lms', values: [0.18, null, 0.21] },
        ],
        deployments: [
          {
            operationId: exampleId,
            state: 'succeeded',
            startedAt: '2026-11-25T09:01:02.000Z',
            finishedAt: '2026-11-25T09:01:12.000Z',
            commit: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2',
            commitSubject: 'Courses are listed by title',
          },
        ],
      },
    ],
  })
export type EnvironmentMetrics = z.infer<typeof environmentMetrics>

export const hostMetrics = z
  .object({
    host: z.object({ id, name: z.string() }),
    ...grid,
    measuredSince: at.nullable(),
    series: z.array(metricSeries),
  })
  .meta({
    id: 'HostMetrics',
    examples: [
      {
        ...example,
        host: { id: exampleId, name: 'local' },
        series: [
          { metric: 'cpu', unit: 'cores', service: null, values: [0.8, 0.7, 1.9] },
          { metric: 'operations-queued', unit: 'operations', service: null, values: [0, 0, 2] },
        ],
      },
    ],
  })
export type HostMetrics = z.infer<typeof hostMetrics>

/** Every environment that may be seen, by name; all services of each together. */
export const fleetMetrics = z
  .object({
    ...grid,
    environments: z.array(
      z.object({
        id,
        name: z.string(),
        /** Cores. */
        cpu: values,
        /** Bytes. */
        memory: values,
      }),
    ),
  })
  .meta({
    id: 'FleetMetrics',
    examples: [
      {
        from: '2026-11-25T08:00:00.000Z',
        to: '2026-11-25T08:15:00.000Z',
        stepSeconds: 300,
        environments: [
          { id: exampleId, name: 'demo', cpu: [0.1, 0.12, 0.6], memory: [2_100_000_000, 2_100_000_000, 2_400_000_000] },
        ],
      },
    ],
  })
export type FleetMetrics = z.infer<typeof fleetMetrics>

/** Steps that an answer has at most. */
export const metricPointsMax = 1_500
/** How far back there is anything. */
export const metricDaysKept = 30
/** Every minute is kept for so long, afterwards every quarter of an hour. */
export const metricHoursFine = 48

const instant = z.iso.datetime({ offset: true })
/** Query of metrics: the last hour, and a step that fits the range, unless it says otherwise. */
export const metricsQuery = z.object({
  from: instant.optional().describe('By default an hour before `to`.'),
  to: instant.optional().describe('By default now.'),
  step: z.coerce
    .number()
    .int()
    .min(60)
    .max(86_400)
    .multipleOf(60, 'Use whole minutes, such as 300.')
    .optional()
    .describe('Seconds between two values: whole minutes; by default so many that there are at most 400 values.'),
})
export type MetricsQuery = z.infer<typeof metricsQuery>
