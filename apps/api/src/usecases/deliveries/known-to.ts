import type { Delivery } from '../../adapters/store/generated/client.ts'
import { environmentsOf } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'

/**
 * How somebody may know deliveries of a source who has rights on some of its environments: without the operations and the names of the others.
 * Environments are named by letters, digits and hyphens.
 */
export async function knownTo(
  { deps: { store }, principal }: UseCaseContext,
  sourceId: string,
  rows: Delivery[],
): Promise<(row: Delivery) => Delivery> {
  const known = environmentsOf(principal, 'delivery:read')
  if (known === 'all') return (row) => row
  const [others, operations] = await Promise.all([
    store.environment.findMany({ where: { sourceId, id: { notIn: known } }, select: { name: true } }),
    store.operation.findMany({
      where: { id: { in: rows.flatMap(({ operationIds }) => operationIds) }, environmentId: { in: known } },
      select: { id: true },
    }),
  ])
  const shown = new Set(operations.map(({ id }) => id))
  return (row) => ({
    ...row,
    outcome: others.reduce(withoutName, row.outcome),
    operationIds: row.operationIds.filter((id) => shown.has(id)),
  })
}

const withoutName = (text: string, { name }: { name: string }): string =>
  text.replaceAll(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'), 'another environment')
