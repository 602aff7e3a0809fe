import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Operation } from '../adapters/store/generated/client.ts'
import { appendEvents } from '../events/append.ts'
import { notifyOperationEnded } from '../notifications/operation-ended.ts'
import { lockOperation } from './fence.ts'
import { asObject, mergeFacts } from './pin-result.ts'

/** Older deploys that a newer one put an end to: those that had not begun have ended, those that had are being cancelled. */
export interface Superseded {
  ended: Operation[]
  cancelling: Operation[]
}

/** Deploys of one environment are written one after the other, so that each sees all before it. Taken before any operation's row. */
export async function lockDeploys(transaction: StoreTransaction, environmentId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`deploys ${environmentId}`}, 0))`
}

/** Whether a push, told by a webhook or found by a poll, asked for an operation: triggers are `webhook <source>` and `poll <source>`. */
export const isByPush = (trigger: string): boolean => /^(webhook|poll) /.test(trigger)

/**
 * Of several deploys of an environment only the newest matters; but a push waits for a roll-back that a person asked for, which tells it what
 * it must not bring back. One that waits ends at once; one that a worker has begun is cancelled, unless
 * it must not be cut (it migrates) or traffic goes to its containers already: then it goes on to its end and the newest follows.
 */
export async function supersedeOlderDeploys(transaction: StoreTransaction, newest: Operation): Promise<Superseded> {
  const superseded: Superseded = { ended: [], cancelling: [] }
  if (newest.environmentId === null) return superseded
  const older = await transaction.operation.findMany({
    where: {
      environmentId: newest.environmentId,
      kind: 'deploy',
      state: { in: ['queued', 'running'] },
      id: { not: newest.id },
    },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  for (const { id } of older) {
    await lockOperation(transaction, id)
    const operation = await transaction.operation.findUniqueOrThrow({ where: { id } })
    const change = endOf(operation)
    if (change === undefined || (isByPush(newest.trigger) && isRollBack(operation))) continue
    const result = mergeFacts(operation.result, { supersededBy: newest.id })
    const changed = await transaction.operation.update({ where: { id }, data: { ...change, result } })
    await notifyOperationEnded(transaction, changed, changed.state)
    await appendEvents(transaction, id, [{ type: 'state', state: change.state }])
    if (change.state === 'superseded') superseded.ended.push(operation)
    else superseded.cancelling.push(operation)
  }
  return superseded
}

const isRollBack = ({ input }: Operation): boolean => typeof asObject(input).revisionId === 'string'

/** What becomes of an older deploy; undefined when it has ended or must go on. */
function endOf(operation: Operation) {
  const now = new Date()
  const begun = operation.state === 'running' || (operation.state === 'queued' && operation.attempts > 0)
  if (begun) {
    if (operation.uncancellable !== null || asObject(operation.result).pastSwitch === true) return undefined
    return { state: 'cancelling', cancelRequestedAt: now } as const
  }
  return operation.state === 'queued'
    ? ({ state: 'superseded', finishedAt: now, waitingFor: null } as const)
    : undefined
}

/** Whether a cancelled operation ends as superseded: a newer deploy, not a person, had it cancelled. */
export function isSuperseded(result: Operation['result']): boolean {
  return typeof asObject(result).supersededBy === 'string'
}

/** Facts of an operation that ended in another way than superseded. */
export function withoutSuperseder(result: Operation['result']): Operation['result'] {
  const { supersededBy: _superseder, ...rest } = asObject(result)
  return rest
}
