import type { NotificationEvent } from '@fun/contract/notification-events'
import type { NotificationContent } from '@fun/contract/notifications'
import type { Problem } from '@fun/contract/resources'
import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Operation, OperationKind, OperationState } from '../adapters/store/generated/client.ts'
import { asObject } from '../operations/pin-result.ts'
import { notify } from './notify.ts'

/** An operation with what its end changes. */
type Ended = Pick<Operation, 'id' | 'kind' | 'environmentId' | 'trigger' | 'input' | 'result' | 'startedAt'>

/** Tells of the end of an operation, in the transaction that writes it. */
export async function notifyOperationEnded(
  transaction: StoreTransaction,
  operation: Ended,
  state: OperationState,
  problem: Problem | null = null,
): Promise<void> {
  const event = eventOf(operation, state)
  if (event === undefined) return
  await notify(
    transaction,
    { event, environmentId: operation.environmentId ?? undefined, operationId: operation.id },
    () => contentOf(transaction, operation, state, problem),
  )
}

const goesBack = ({ input }: Pick<Operation, 'input'>): boolean => typeof asObject(input).revisionId === 'string'

function eventOf(operation: Ended, state: OperationState): NotificationEvent | undefined {
  if (operation.kind !== 'deploy') return state === 'failed' ? failureOf(operation.kind) : undefined
  switch (state) {
    case 'succeeded':
      return goesBack(operation) ? 'rollback.succeeded' : 'deploy.succeeded'
    case 'failed':
      return goesBack(operation) ? 'rollback.failed' : 'deploy.failed'
    case 'superseded':
      return 'deploy.superseded'
    case 'cancelled':
      return 'deploy.cancelled'
    case 'queued':
    case 'running':
    case 'cancelling':
      return undefined
  }
}

/** Who asks for a plan waits for it. */
function failureOf(kind: OperationKind): NotificationEvent | undefined {
  switch (kind) {
    case 'build':
      return 'build.failed'
    case 'plan':
    case 'probe':
      return undefined
    case 'deploy':
      return 'deploy.failed'
    case 'start':
    case 'stop':
    case 'restart':
    case 'destroy':
    case 'manage':
    case 'prune':
      return 'operation.failed'
  }
}

async function contentOf(
  transaction: StoreTransaction,
  operation: Ended,
  state: OperationState,
  problem: Problem | null,
): Promise<NotificationContent> {
  const { id, kind, trigger, startedAt } = operation
  const input = asObject(operation.input)
  const result = asObject(operation.result)
  const environment = await environmentOf(transaction, operation)
  const commitId = textOf(result.commit) ?? textOf(input.pushedCommit)
  const what = kind === 'deploy' && goesBack(operation) ? 'roll-back' : kind
  return {
    title: `${environment === null ? '' : `${environment.name}: `}${what} ${state}`,
    sentence: problem === null ? sentenceOf(state, operation) : `${problem.title}. ${problem.detail}`,
    cure: problem?.cure ?? null,
    environment,
    operation: { id, kind, trigger },
    commit: commitId === undefined ? null : { id: commitId, subject: textOf(result.commitSubject) ?? '' },
    reference: textOf(result.reference) ?? textOf(input.reference) ?? null,
    durationSeconds: startedAt === null ? null : Math.max(0, Math.round((Date.now() - startedAt.getTime()) / 1000)),
  }
}

function sentenceOf(state: OperationState, operation: Ended): string {
  switch (state) {
    case 'succeeded':
      return goesBack(operation) ? 'An earlier revision serves again.' : 'The new revision serves.'
    case 'superseded':
      return 'A newer deployment took its place.'
    case 'cancelled':
      return 'It was cancelled; what served before goes on.'
    case 'failed':
    case 'queued':
    case 'running':
    case 'cancelling':
      return `The operation is ${state}.`
  }
}

/** A destroyed environment is gone from its table; its last operation still knows its name. */
async function environmentOf(transaction: StoreTransaction, { environmentId, result }: Ended) {
  if (environmentId !== null) {
    const found = await transaction.environment.findUnique({
      where: { id: environmentId },
      select: { id: true, name: true },
    })
    if (found !== null) return found
  }
  const known = asObject(asObject(result).environment ?? null)
  return typeof known.id === 'string' && typeof known.name === 'string' ? { id: known.id, name: known.name } : null
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
