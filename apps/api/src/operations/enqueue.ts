import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Operation, OperationKind } from '../adapters/store/generated/client.ts'
import { appendEvents, asJson } from '../events/append.ts'
import { publishOperation } from '../events/publish.ts'
import type { OperationDeps } from './fence.ts'

export interface NewOperation {
  kind: OperationKind
  environmentId?: string
  hostId: string
  revisionId?: string
  /** Who or what asked: `owner`, `push`, … */
  trigger: string
  /** What the job needs, as JSON. Secrets are encrypted before they come here. */
  input: unknown
}

/** An operation that was written but not yet told of: call `announce` after the commit. */
export interface Enqueued {
  operation: Operation
  superseded: Operation[]
}

/** Writes the row (and supersedes queued deploys of the same environment) inside the caller's transaction. */
export async function writeOperation(transaction: StoreTransaction, wanted: NewOperation): Promise<Enqueued> {
  const operation = await transaction.operation.create({
    data: {
      kind: wanted.kind,
      environmentId: wanted.environmentId ?? null,
      hostId: wanted.hostId,
      revisionId: wanted.revisionId ?? null,
      trigger: wanted.trigger,
      input: asJson(wanted.input),
    },
  })
  await appendEvents(transaction, operation.id, [{ type: 'state', state: 'queued' }])
  const superseded = wanted.kind === 'deploy' ? await supersedeQueuedDeploys(transaction, operation) : []
  return { operation, superseded }
}

/** After the commit: wakes streams and knocks on a worker's door. Losing the knock is harmless: the sweeper knocks again. */
export async function announceOperation(deps: OperationDeps, { operation, superseded }: Enqueued): Promise<void> {
  for (const old of superseded) publishOperation(deps.bus, old, old.eventSequence + 1)
  publishOperation(deps.bus, operation, 1)
  await deps.queue.knock(operation.id)
}

/** Row first, then the job. */
export async function enqueueOperation(deps: OperationDeps, wanted: NewOperation): Promise<Operation> {
  const enqueued = await deps.store.$transaction((transaction) => writeOperation(transaction, wanted))
  await announceOperation(deps, enqueued)
  return enqueued.operation
}

/** Of several queued deploys only the newest matters. A running one is left alone. */
async function supersedeQueuedDeploys(transaction: StoreTransaction, newest: Operation): Promise<Operation[]> {
  if (newest.environmentId === null) return []
  const older = await transaction.operation.findMany({
    where: {
      environmentId: newest.environmentId,
      kind: 'deploy',
      state: 'queued',
      attempts: 0,
      id: { not: newest.id },
    },
    orderBy: { id: 'asc' },
  })
  const superseded: Operation[] = []
  for (const operation of older) {
    const { count } = await transaction.operation.updateMany({
      where: { id: operation.id, state: 'queued' },
      data: { state: 'superseded', finishedAt: new Date(), waitingFor: null, result: { supersededBy: newest.id } },
    })
    if (count === 0) continue
    await appendEvents(transaction, operation.id, [{ type: 'state', state: 'superseded' }])
    superseded.push(operation)
  }
  return superseded
}
