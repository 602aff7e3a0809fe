import type { Operation } from '@fun/contract/resources'
import type { OperationKind, OperationState } from '../../adapters/store/generated/enums.ts'
import type { Deps } from '../../deps.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { operationInclude, presentOperation } from './present.ts'

/** Operations, newest first, of one environment, state or kind where asked. */
export async function listOperations(
  deps: Deps,
  filter: PageRequest & {
    environmentId?: string | undefined
    state?: OperationState | undefined
    kind?: OperationKind | undefined
  },
): Promise<{ items: Operation[]; nextCursor: string | null }> {
  const rows = await deps.store.operation.findMany({
    where: {
      ...(filter.environmentId === undefined ? {} : { environmentId: filter.environmentId }),
      ...(filter.state === undefined ? {} : { state: filter.state }),
      ...(filter.kind === undefined ? {} : { kind: filter.kind }),
    },
    include: operationInclude,
    ...pageArguments(filter),
  })
  return toPage(rows, filter, presentOperation)
}
