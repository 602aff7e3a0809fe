import type { Prisma } from '../../adapters/store/generated/client.ts'
import { byNameOrId } from './load.ts'

/** What a list of environments can be narrowed to, and its order. */
export interface EnvironmentFilter {
  /** Part of the name, in either case. */
  name?: string | undefined
  kind?: string | undefined
  health?: string | undefined
  source?: string | undefined
  host?: string | undefined
  sort?: 'name' | '-name' | 'createdAt' | '-createdAt' | undefined
}

/** The condition of a filter. */
export function environmentWhere({
  name,
  kind,
  health,
  source,
  host,
}: EnvironmentFilter): Prisma.EnvironmentWhereInput {
  return {
    ...(name === undefined ? {} : { name: { contains: name.replaceAll(/[\\%_]/g, '\\$&'), mode: 'insensitive' } }),
    ...(kind === undefined ? {} : { specification: { path: ['kind'], equals: kind } }),
    ...(health === undefined ? {} : { AND: [healthWhere(health)] }),
    ...(source === undefined ? {} : { source: byNameOrId(source) }),
    ...(host === undefined ? {} : { host: byNameOrId(host) }),
  }
}

/** What nobody has looked at yet has no state, and is shown as unknown. */
function healthWhere(health: string): Prisma.EnvironmentWhereInput {
  const seen: Prisma.EnvironmentWhereInput = { observedState: { path: ['health'], equals: health } }
  return health === 'unknown' ? { OR: [seen, { observedAt: null }] } : seen
}

/** The order of a filter: ids are times. */
export function environmentOrder({ sort = '-createdAt' }: EnvironmentFilter): {
  name?: 'asc' | 'desc'
  id: 'asc' | 'desc'
} {
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  return sort.endsWith('name') ? { name: direction, id: direction } : { id: direction }
}
