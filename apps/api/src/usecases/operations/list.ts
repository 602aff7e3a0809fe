import type { Operation } from '@fun/contract/resources'
import type { OperationKind, OperationState } from '../../adapters/store/generated/enums.ts'
import { environmentsOf, idFilter } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { operationInclude, presentOperation } from './present.ts'

/** Operations that the principal may see, newest first, of one environment, state or kind where asked. */
export async function listOperations(
  { deps, principal }: UseCaseContext,
  filter: PageRequest & {
    environmentId?: string | undefined
    state?: OperationState | undefined
    kind?: OperationKind | undefined
  },
): Promise<{ items: Operation[]; nextCursor: string | null }> {
  const visible = idFilter(environmentsOf(principal, 'operation:read'))
  const rows = await deps.store.operation.findMany({
    where: {
      ...(visible === undefined ? {} : { AND: { environmentId: visible } }),
      ...(filter.environmentId === undefined ? {} : { environmentId: filter.environmentId }),
      ...(filter.state === undefined ? {} : { state: filter.state }),
      ...(filter.kind === undefined ? {} : { kind: filter.kind }),
    },
    include: operationInclude,
    ...pageArguments(filter),
  })
  return toPage(rows, filter, presentOperation)
}
