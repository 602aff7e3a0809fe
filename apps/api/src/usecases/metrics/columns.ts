import { Prisma } from '../../adapters/store/generated/client.ts'
import type { MetricsGrid } from './grid.ts'

/** Which step of the grid a row is of. */
export const stepIndex = ({ fromSeconds, stepSeconds }: MetricsGrid): Prisma.Sql =>
  Prisma.sql`floor((extract(epoch FROM at) - ${fromSeconds}::float8) / ${stepSeconds}::float8)::int`

/** A mean over rows that are of different lengths of time, as a column. */
export const weighted = (column: string): Prisma.Sql => {
  const name = Prisma.raw(`"${column}"`)
  return Prisma.sql`sum(${name}::float8 * seconds) / sum(seconds) FILTER (WHERE ${name} IS NOT NULL)`
}
