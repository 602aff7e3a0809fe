import { channels } from '../adapters/queue/bus.ts'
import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Operation, OperationKind } from '../adapters/store/generated/client.ts'
import { appendEvents, asJson } from '../events/append.ts'
import { publishOperation } from '../events/publish.ts'
import type { OrderedBy } from '../policy/ordered-by.ts'
import { databaseNow } from './claim.ts'
import type { OperationDeps } from './fence.ts'
import { lockDeploys, type Superseded, supersedeOlderDeploys } from './supersede.ts'

export interface NewOperation {
  kind: OperationKind
  environmentId?: string
  hostId: string
  revisionId?: string
  /** Who or what asked: `owner`, `push`, … */
  trigger: string
  /** Whose rights it stands on; absent where no person or token ordered it. */
  orderedBy?: OrderedBy
  /** What the job needs, as JSON. Secrets are encrypted before they come here. */
  input: unknown
}

/** An operation that was written but not yet told of: call `announce` after the commit. */
export interface Enqueued {
  operation: Operation
  superseded: Superseded
}

/** Writes the row inside the caller's transaction; a deploy puts an end to older ones of its environment. */
export async function writeOperation(transaction: StoreTransaction, wanted: NewOperation): Promise<Enqueued> {
  if (wanted.kind === 'deploy' && wanted.environmentId !== undefined)
    await lockDeploys(transaction, wanted.environmentId)
  const operation = await transaction.operation.create({
    data: {
      kind: wanted.kind,
      environmentId: wanted.environmentId ?? null,
      hostId: wanted.hostId,
      revisionId: wanted.revisionId ?? null,
      trigger: wanted.trigger,
      ...(wanted.orderedBy === undefined ? {} : { orderedBy: asJson(wanted.orderedBy) }),
      input: asJson(wanted.input),
      // Prisma would take this process's clock; what other processes saw is compared with it.
      queuedAt: await databaseNow(transaction),
    },
  })
  await appendEvents(transaction, operation.id, [{ type: 'state', state: 'queued' }])
  const superseded =
    wanted.kind === 'deploy' ? await supersedeOlderDeploys(transaction, operation) : { ended: [], cancelling: [] }
  return { operation, superseded }
}

/** After the commit: wakes streams and knocks on a worker's door. Losing the knock is harmless: the sweeper knocks again. */
export async function announceOperation(deps: OperationDeps, { operation, superseded }: Enqueued): Promise<void> {
  for (const old of [...superseded.ended, ...superseded.cancelling])
    publishOperation(deps.bus, old, old.eventSequence + 1)
  publishOperation(deps.bus, operation, 1)
  for (const old of superseded.cancelling) {
    deps.bus.publish(channels.cancel, old.id)
    if (old.leaseHolder === null) await deps.queue.knock(old.id)
  }
  await deps.queue.knock(operation.id)
}

/** Row first, then the job. */
export async function enqueueOperation(deps: OperationDeps, wanted: NewOperation): Promise<Operation> {
  const enqueued = await deps.store.$transaction((transaction) => writeOperation(transaction, wanted))
  await announceOperation(deps, enqueued)
  return enqueued.operation
}
