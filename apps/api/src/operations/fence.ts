import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Operation } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'

export type OperationDeps = Pick<Deps, 'store' | 'bus' | 'queue' | 'logger' | 'config'>

/** A worker's hold on an operation. `fencingToken` is the environment lock's, absent where no environment is touched. */
export interface Claim {
  operation: Operation
  attempt: number
  holder: string
  fencingToken: bigint | undefined
  /** Cancelling had been asked when the operation was taken over from a dead worker: clean up and finish as cancelled. */
  cancelRequested: boolean
}

/** Another worker has the operation, or it has ended: stop at once and write nothing more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Somebody asked for this operation to be cancelled. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/**
 * Runs writes of a worker under the lock of the operation's row, only while the claim still holds. Throws LeaseLost otherwise.
 */
export async function fenced<T>(
  deps: Pick<Deps, 'store'>,
  claim: Claim,
  work: (transaction: StoreTransaction, operation: Operation) => Promise<T>,
): Promise<T> {
  return deps.store.$transaction(async (transaction) => {
    await lockOperation(transaction, claim.operation.id)
    const operation = await transaction.operation.findUnique({ where: { id: claim.operation.id } })
    const held =
      operation?.leaseHolder === claim.holder &&
      operation.attempts === claim.attempt &&
      (operation.state === 'running' || operation.state === 'cancelling')
    if (!held) throw new LeaseLost(`Operation ${claim.operation.id} is no longer held by ${claim.holder}.`)
    return work(transaction, operation)
  })
}

/** Serialises everything that changes one operation. Lock order everywhere: host, operation, environment, environment lock. */
export async function lockOperation(transaction: StoreTransaction, operationId: string): Promise<void> {
  await transaction.$queryRaw`SELECT id FROM "Operation" WHERE id = ${operationId}::uuid FOR UPDATE`
}
