import { channels } from '../adapters/queue/bus.ts'
import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Operation } from '../adapters/store/generated/client.ts'
import { CodedError } from '../errors.ts'
import { appendEvents } from '../events/append.ts'
import { publishOperation } from '../events/publish.ts'
import { notifyOperationEnded } from '../notifications/operation-ended.ts'
import { lockOperation, type OperationDeps } from './fence.ts'
import { withoutPassword } from './forget.ts'
import { followsSuperseded } from './hand-over.ts'
import { knockNeighbours } from './neighbours.ts'
import { asObject } from './pin-result.ts'

/**
 * Queued → cancelled at once, or, when a worker had begun it and gave it back or a superseded deploy left something to it, cancelling: the next worker cleans up. Running → cancelling, and the worker that has it hears so. Asking twice is the same as once.
 * `note` writes to the same transaction. Throws CodedError not-found, operation-finished, or operation-uncancellable with the worker's reason.
 */
export async function requestCancel(
  deps: OperationDeps,
  operationId: string,
  note: (transaction: StoreTransaction, operation: Operation) => Promise<void> = async () => {},
): Promise<Operation> {
  const { operation, sequence } = await deps.store.$transaction(async (transaction) => {
    await lockOperation(transaction, operationId)
    const current = await transaction.operation.findUnique({ where: { id: operationId } })
    if (!current) throw new CodedError('not-found', `There is no operation ${operationId}.`)
    const leftovers = current.kind === 'deploy' && (await followsSuperseded(transaction, current))
    const change = cancellingOf(current, leftovers)
    if (!change) return { operation: current, sequence: current.eventSequence }
    const changed = await transaction.operation.update({ where: { id: operationId }, data: change })
    await notifyOperationEnded(transaction, changed, changed.state)
    const newest = await appendEvents(transaction, operationId, [{ type: 'state', state: changed.state }])
    await note(transaction, changed)
    return { operation: changed, sequence: newest }
  })
  publishOperation(deps.bus, operation, sequence)
  deps.bus.publish(channels.cancel, operation.id)
  if (operation.state === 'cancelled') await knockNeighbours(deps, operation)
  else if (operation.leaseHolder === null) await deps.queue.knock(operation.id)
  return operation
}

function cancellingOf(operation: Operation, leftovers: boolean) {
  const now = new Date()
  switch (operation.state) {
    case 'queued':
      refusePastSwitch(operation)
      if (operation.attempts > 0 || leftovers) return { state: 'cancelling', cancelRequestedAt: now } as const
      return {
        state: 'cancelled',
        cancelRequestedAt: now,
        finishedAt: now,
        waitingFor: null,
        ...withoutPassword(operation),
      } as const
    case 'running':
      if (operation.uncancellable !== null) throw new CodedError('operation-uncancellable', operation.uncancellable)
      refusePastSwitch(operation)
      return { state: 'cancelling', cancelRequestedAt: now } as const
    case 'cancelling':
      return undefined
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'superseded':
      throw new CodedError('operation-finished', `The operation has ended: ${operation.state}.`)
  }
}

/**
 * `uncancellable` is one attempt's; that traffic goes to the new containers outlives it. What a first deploy made can be taken away again: it
 * replaced nothing.
 */
function refusePastSwitch({ result }: Operation): void {
  const { pastSwitch, fresh } = asObject(result)
  if (pastSwitch !== true || fresh === true) return
  throw new CodedError(
    'operation-uncancellable',
    'Traffic goes to the new containers already: a cancel would leave them serving under a revision that is called failed.',
  )
}
