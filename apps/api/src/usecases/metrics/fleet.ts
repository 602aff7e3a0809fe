import { type FleetMetrics, fleetMetrics, type MetricsQuery } from '@fun/contract/metrics'
import { z } from 'zod'
import { environmentsOf, idFilter } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'
import { stepIndex } from './columns.ts'
import { gridBounds, type MetricsGrid, metricsGrid, presentGrid } from './grid.ts'
import { SeriesCollector } from './series.ts'

/** Enough for a line as wide as a column. */
const stepSeconds = 300
const environmentsMax = 1_000
const row = z.object({ id: z.string(), index: z.int(), cpu: z.number().nullable(), memory: z.number().nullable() })

/** CPU and memory of every environment that the principal may see, over the last hour, in one answer: for small lines in lists. */
export async function readFleetMetrics({ deps, principal }: UseCaseContext): Promise<FleetMetrics> {
  const query: MetricsQuery = { step: stepSeconds }
  const grid = metricsGrid(query, new Date())
  const visible = idFilter(environmentsOf(principal, 'environment:read'))
  const environments = await deps.store.environment.findMany({
    where: visible === undefined ? {} : { id: visible },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: environmentsMax,
  })
  const series = new SeriesCollector(grid)
  const ids = environments.map(({ id }) => id)
  const rows = ids.length === 0 ? [] : await readSums(deps, ids, grid)
  for (const { id, index, cpu, memory } of rows) {
    series.add(id, 'cpu', index, cpu)
    series.add(id, 'memory', index, memory)
  }
  const all = series.all()
  const valuesOf = (id: string, metric: 'cpu' | 'memory') =>
    all.find((each) => each.service === id && each.metric === metric)?.values ?? []
  return fleetMetrics.parse({
    ...presentGrid(grid),
    environments: environments.map(({ id, name }) => ({
      id,
      name,
      cpu: valuesOf(id, 'cpu'),
      memory: valuesOf(id, 'memory'),
    })),
  })
}

/** First the services of a moment together, then the mean over moments. By environment, because the key of the table begins with it. */
async function readSums(
  deps: UseCaseContext['deps'],
  ids: string[],
  grid: MetricsGrid,
): Promise<Array<z.infer<typeof row>>> {
  const { from, to } = gridBounds(grid)
  const rows = await deps.store.$queryRaw`
    SELECT environment.id, used.index, used.cpu, used.memory FROM unnest(${ids}::uuid[]) AS environment(id), LATERAL (
      SELECT index, avg(cpu) AS cpu, avg(memory) AS memory FROM (
        SELECT ${stepIndex(grid)} AS index, sum("cpuCores")::float8 AS cpu, sum("memoryBytes")::float8 AS memory
        FROM "ServiceSample" WHERE "environmentId" = environment.id AND seconds = 60 AND at >= ${from} AND at < ${to} GROUP BY at
      ) AS moment GROUP BY index
    ) AS used`
  return z.array(row).parse(rows)
}
