import type { Operation } from '@fun/contract/resources'
import { requestCancel } from '../../operations/cancel.ts'
import { operationFor } from '../../policy/withhold.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findOperation } from './find.ts'

/** Asks for the end of exactly this operation. Throws `not-found`, `operation-finished`, `operation-uncancellable`. */
export async function cancelOperation({ deps, principal }: UseCaseContext, id: string): Promise<Operation> {
  await findOperation(deps, id)
  await requestCancel(deps, id, (transaction, { kind, environmentId }) =>
    audit(transaction, principal, 'operation.cancel', id, { kind }, { environmentId: environmentId ?? undefined }),
  )
  return operationFor(principal, await findOperation(deps, id))
}
