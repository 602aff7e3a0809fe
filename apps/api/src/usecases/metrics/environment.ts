import { type EnvironmentMetrics, environmentMetrics, type Metric, type MetricsQuery } from '@fun/contract/metrics'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { responseQuantile } from '../../samples/response-times.ts'
import { loadEnvironment } from '../environments/load.ts'
import { stepIndex, weighted } from './columns.ts'
import { gridBounds, type MetricsGrid, metricsGrid, presentGrid } from './grid.ts'
import { SeriesCollector } from './series.ts'

const deploymentsMax = 200
const mean = z.number().nullable()
const row = z.object({
  service: z.string(),
  index: z.int(),
  cpu: mean,
  memory: mean,
  received: mean,
  sent: mean,
  read: mean,
  written: mean,
  tasks: mean,
  requests: mean,
  errors: mean,
  /** Of the time in which requests were counted. */
  requestSeconds: mean,
})
const histogramRow = z.object({ service: z.string(), index: z.int(), counts: z.array(z.number()) })
const sinceRow = z.array(z.object({ since: z.date().nullable() }))
const deployed = z.object({
  commit: z.string().nullable().catch(null),
  commitSubject: z.string().nullable().catch(null),
})

/** What an environment's services used, how LMS and CMS answered, and which deployments ran meanwhile. Throws `not-found`, and `invalid-request` for the query. */
export async function readEnvironmentMetrics(
  deps: Deps,
  nameOrId: string,
  query: MetricsQuery,
): Promise<EnvironmentMetrics> {
  const environment = await loadEnvironment(deps, nameOrId)
  const grid = metricsGrid(query, new Date())
  const [means, histograms, since, deployments] = await Promise.all([
    readMeans(deps, environment.id, grid),
    readHistograms(deps, environment.id, grid),
    readSince(deps, environment.id),
    readDeployments(deps, environment.id, grid),
  ])
  const series = new SeriesCollector(grid)
  for (const each of means) {
    const add = (metric: Metric, value: number | null) => series.add(each.service, metric, each.index, value)
    add('cpu', each.cpu)
    add('memory', each.memory)
    add('network-received', each.received)
    add('network-sent', each.sent)
    add('disk-read', each.read)
    add('disk-written', each.written)
    add('tasks-waiting', each.tasks)
    if (each.requests !== null && each.requestSeconds !== null) add('requests', each.requests / each.requestSeconds)
    if (each.requests !== null && each.requests > 0) add('errors', (each.errors ?? 0) / each.requests)
  }
  for (const { service, index, counts } of histograms) {
    series.add(service, 'response-time-p50', index, responseQuantile(counts, 0.5))
    series.add(service, 'response-time-p95', index, responseQuantile(counts, 0.95))
  }
  return environmentMetrics.parse({
    environment: { id: environment.id, name: environment.name },
    ...presentGrid(grid),
    measuredSince: since?.toISOString() ?? null,
    series: series.all(),
    deployments,
  })
}

async function readMeans(deps: Deps, id: string, grid: MetricsGrid): Promise<Array<z.infer<typeof row>>> {
  const { from, to } = gridBounds(grid)
  const rows = await deps.store.$queryRaw`
    SELECT service, ${stepIndex(grid)} AS index, ${weighted('cpuCores')} AS cpu, ${weighted('memoryBytes')} AS memory,
      ${weighted('receivedBytes')} AS received, ${weighted('sentBytes')} AS sent, ${weighted('readBytes')} AS read,
      ${weighted('writtenBytes')} AS written, ${weighted('tasksWaiting')} AS tasks, sum(requests)::float8 AS requests, sum(errors)::float8 AS errors,
      (sum(seconds) FILTER (WHERE requests IS NOT NULL))::float8 AS "requestSeconds"
    FROM "ServiceSample" WHERE "environmentId" = ${id}::uuid AND seconds IN (60, 900) AND at >= ${from} AND at < ${to}
    GROUP BY 1, 2 ORDER BY 1`
  return z.array(row).parse(rows)
}

async function readHistograms(deps: Deps, id: string, grid: MetricsGrid): Promise<Array<z.infer<typeof histogramRow>>> {
  const { from, to } = gridBounds(grid)
  const rows = await deps.store.$queryRaw`
    SELECT service, index, array_agg(count ORDER BY part) AS counts FROM (
      SELECT service, ${stepIndex(grid)} AS index, part, sum(responses)::float8 AS count
      FROM "ServiceSample", unnest("responsesByTime") WITH ORDINALITY AS histogram(responses, part)
      WHERE "environmentId" = ${id}::uuid AND seconds IN (60, 900) AND at >= ${from} AND at < ${to} GROUP BY 1, 2, 3
    ) AS parts GROUP BY 1, 2 ORDER BY 1`
  return z.array(histogramRow).parse(rows)
}

async function readSince(deps: Deps, id: string): Promise<Date | null> {
  const rows = await deps.store.$queryRaw`
    SELECT least((SELECT min(at) FROM "ServiceSample" WHERE "environmentId" = ${id}::uuid AND seconds = 60),
      (SELECT min(at) FROM "ServiceSample" WHERE "environmentId" = ${id}::uuid AND seconds = 900)) AS since`
  return sinceRow.parse(rows)[0]?.since ?? null
}

async function readDeployments(deps: Deps, environmentId: string, grid: MetricsGrid) {
  const { from, to } = gridBounds(grid)
  const rows = await deps.store.operation.findMany({
    where: {
      environmentId,
      kind: 'deploy',
      startedAt: { lt: to },
      OR: [{ finishedAt: { gte: from } }, { finishedAt: null }],
    },
    select: { id: true, state: true, startedAt: true, finishedAt: true, result: true },
    orderBy: { id: 'desc' },
    take: deploymentsMax,
  })
  return rows.reverse().flatMap(({ id, state, startedAt, finishedAt, result }) => {
    if (startedAt === null) return []
    const { commit = null, commitSubject = null } = deployed.partial().safeParse(result).data ?? {}
    return [
      {
        operationId: id,
        state,
        startedAt: startedAt.toISOString(),
        finishedAt: finishedAt?.toISOString() ?? null,
        commit,
        commitSubject,
      },
    ]
  })
}
