import type { Operation } from '@fun/contract/resources'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { OperationKind } from '../../adapters/store/generated/enums.ts'
import { announceOperation, writeOperation } from '../../operations/enqueue.ts'
import { orderedByOf } from '../../policy/ordered-by.ts'
import { labelOf } from '../../policy/principal.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findOperation } from './find.ts'

/** What an operation works on. */
export interface OperationOrder {
  kind: OperationKind
  environment?: { id: string; name: string } | undefined
  hostId: string
  revisionId?: string | undefined
  input: Prisma.InputJsonObject
  /** What the audit may know of the input: never a password. */
  auditDetail?: Prisma.InputJsonObject | undefined
}

/** Queues an operation for a principal and answers it as it stands. */
export async function startOperation({ deps, principal }: UseCaseContext, order: OperationOrder): Promise<Operation> {
  const enqueued = await deps.store.$transaction(async (transaction) => {
    const written = await writeOperation(transaction, {
      kind: order.kind,
      hostId: order.hostId,
      trigger: labelOf(principal),
      orderedBy: orderedByOf(principal),
      input: order.input,
      ...(order.environment === undefined ? {} : { environmentId: order.environment.id }),
      ...(order.revisionId === undefined ? {} : { revisionId: order.revisionId }),
    })
    const subject = order.environment?.name ?? written.operation.id
    const detail = { operation: written.operation.id, ...order.auditDetail }
    const facts = { environmentId: order.environment?.id }
    await audit(transaction, principal, `operation.${order.kind}`, subject, detail, facts)
    return written
  })
  await announceOperation(deps, enqueued)
  return findOperation(deps, enqueued.operation.id)
}
