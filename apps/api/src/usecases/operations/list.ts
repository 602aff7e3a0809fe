import type { Operation } from '@fun/contract/resources'
import { environmentsOf, idFilter } from '../../policy/may-do.ts'
import { operationFor } from '../../policy/withhold.ts'
import type { UseCaseContext } from '../context.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { type OperationFilter, operationWhere } from './list-filter.ts'
import { operationInclude, presentOperation } from './present.ts'

/** Operations that the principal may see and that fit a filter, newest first unless ordered otherwise. */
export async function listOperations(
  { deps, principal }: UseCaseContext,
  filter: PageRequest & OperationFilter,
): Promise<{ items: Operation[]; nextCursor: string | null }> {
  const visible = idFilter(environmentsOf(principal, 'operation:read'))
  const rows = await deps.store.operation.findMany({
    where: { ...operationWhere(filter), ...(visible === undefined ? {} : { AND: { environmentId: visible } }) },
    include: operationInclude,
    ...pageArguments(filter, { id: filter.sort === 'queuedAt' ? 'asc' : 'desc' }),
  })
  return toPage(rows, filter, (row) => operationFor(principal, presentOperation(row)))
}
