import { type HostMetrics, hostMetrics, type Metric, type MetricsQuery } from '@fun/contract/metrics'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { loadHost } from '../hosts/load.ts'
import { stepIndex, weighted } from './columns.ts'
import { gridBounds, type MetricsGrid, metricsGrid, presentGrid } from './grid.ts'
import { SeriesCollector } from './series.ts'

const mean = z.number().nullable()
const row = z.object({
  index: z.int(),
  cpu: mean,
  memory: mean,
  received: mean,
  sent: mean,
  read: mean,
  written: mean,
  free: mean,
  queued: mean,
  running: mean,
})

/**
 * What a whole host used, with all that runs on it, and its queue of operations. Of an engine on another machine only the queue is known. Throws `not-found`,
 * and `invalid-request` for the query.
 */
export async function readHostMetrics(deps: Deps, nameOrId: string, query: MetricsQuery): Promise<HostMetrics> {
  const host = await loadHost(deps, nameOrId)
  const grid = metricsGrid(query, new Date())
  const oldest = await deps.store.hostSample.aggregate({ where: { hostId: host.id }, _min: { at: true } })
  const series = new SeriesCollector(grid)
  for (const each of await readMeans(deps, host.id, grid)) {
    const add = (metric: Metric, value: number | null) => series.add(null, metric, each.index, value)
    add('cpu', each.cpu)
    add('memory', each.memory)
    add('network-received', each.received)
    add('network-sent', each.sent)
    add('disk-read', each.read)
    add('disk-written', each.written)
    add('disk-free', each.free)
    add('operations-queued', each.queued)
    add('operations-running', each.running)
  }
  return hostMetrics.parse({
    host: { id: host.id, name: host.name },
    ...presentGrid(grid),
    measuredSince: oldest._min.at?.toISOString() ?? null,
    series: series.all(),
  })
}

async function readMeans(deps: Deps, id: string, grid: MetricsGrid): Promise<Array<z.infer<typeof row>>> {
  const { from, to } = gridBounds(grid)
  const rows = await deps.store.$queryRaw`
    SELECT ${stepIndex(grid)} AS index, ${weighted('cpuCores')} AS cpu, ${weighted('memoryBytes')} AS memory,
      ${weighted('receivedBytes')} AS received, ${weighted('sentBytes')} AS sent, ${weighted('readBytes')} AS read,
      ${weighted('writtenBytes')} AS written, ${weighted('diskFreeBytes')} AS free, ${weighted('operationsQueued')} AS queued,
      ${weighted('operationsRunning')} AS running
    FROM "HostSample" WHERE "hostId" = ${id}::uuid AND seconds IN (60, 900) AND at >= ${from} AND at < ${to} GROUP BY 1`
  return z.array(row).parse(rows)
}
