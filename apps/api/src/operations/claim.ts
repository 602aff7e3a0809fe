import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Operation, OperationState } from '../adapters/store/generated/client.ts'
import { appendEvents } from '../events/append.ts'
import { publishEnvironment, publishOperation } from '../events/publish.ts'
import { type Claim, lockOperation, type OperationDeps } from './fence.ts'
import { isFinal, openStates } from './states.ts'

export { Cancelled, type Claim, LeaseLost } from './fence.ts'

export type ClaimResult =
  | { kind: 'claimed'; claim: Claim }
  | { kind: 'waiting'; waitingFor: string; retryAfterMs: number }
  | { kind: 'ended'; state: OperationState }

/** A neighbour that ends knocks by itself; this is for the case that its knock is lost. */
const retryAfterMs = 5_000
/** One that is being cancelled may end, and knock, before who waits for it can hear. */
const retryAfterMsCancelling = 250

interface Waiting {
  waitingFor: string
  retryAfterMs: number
}

/**
 * A worker takes an operation: lease, environment lock with a new fencing token, attempts + 1. Calling it twice is safe: the second
 * call finds the lease and answers `ended`. `holder` must be unique per process.
 */
export async function claimOperation(
  deps: OperationDeps,
  wanted: { operationId: string; holder: string },
): Promise<ClaimResult> {
  const found = await deps.store.operation.findUnique({ where: { id: wanted.operationId } })
  if (!found) return { kind: 'ended', state: 'superseded' }
  const result = await deps.store.$transaction(async (transaction): Promise<ClaimResult> => {
    await transaction.$queryRaw`SELECT id FROM "Host" WHERE id = ${found.hostId}::uuid FOR NO KEY UPDATE`
    await lockOperation(transaction, found.id)
    const operation = await transaction.operation.findUniqueOrThrow({ where: { id: found.id } })
    const now = await databaseNow(transaction)
    if (isFinal(operation.state) || isLeased(operation, now)) return { kind: 'ended', state: operation.state }
    const waiting = await reasonToWait(transaction, operation, deps.config.concurrency, now)
    if (waiting === undefined)
      return {
        kind: 'claimed',
        claim: await take(transaction, operation, wanted.holder, deps.config.leaseSeconds, now),
      }
    await transaction.operation.update({
      where: { id: operation.id },
      data: { waitingFor: waiting.waitingFor },
    })
    return { kind: 'waiting', ...waiting }
  })
  if (result.kind === 'claimed')
    publishOperation(deps.bus, result.claim.operation, result.claim.operation.eventSequence + 1)
  else if (result.kind === 'waiting' && result.waitingFor !== found.waitingFor && found.environmentId !== null)
    publishEnvironment(deps.bus, found.environmentId)
  return result
}

/** Times that processes compare are the database's, so that their clocks may differ. Also within a transaction it is the time of the call. */
export async function databaseNow(store: Pick<StoreTransaction, '$queryRaw'>): Promise<Date> {
  const rows = await store.$queryRaw<Array<{ now: Date }>>`SELECT clock_timestamp()::timestamp(3) AS now`
  return rows[0]?.now ?? new Date()
}

const isLeased = (operation: Operation, now: Date): boolean =>
  operation.state !== 'queued' && operation.leaseExpiresAt !== null && operation.leaseExpiresAt > now

async function reasonToWait(
  transaction: StoreTransaction,
  operation: Operation,
  concurrency: number,
  now: Date,
): Promise<Waiting | undefined> {
  if (operation.environmentId !== null) {
    const before = await transaction.operation.findFirst({
      where: {
        environmentId: operation.environmentId,
        state: { in: [...openStates] },
        OR: [{ queuedAt: { lt: operation.queuedAt } }, { queuedAt: operation.queuedAt, id: { lt: operation.id } }],
      },
      orderBy: [{ queuedAt: 'asc' }, { id: 'asc' }],
    })
    if (before)
      return {
        waitingFor: `The ${before.kind} operation before it (${before.id}) is ${before.state}; one runs at a time per environment.`,
        retryAfterMs: before.state === 'cancelling' ? retryAfterMsCancelling : retryAfterMs,
      }
    const lock = await transaction.environmentLock.findUnique({ where: { environmentId: operation.environmentId } })
    if (lock && lock.operationId !== operation.id && lock.expiresAt > now)
      return { waitingFor: `${lock.holder} holds the environment: ${lock.reason}.`, retryAfterMs }
  }
  const running = await transaction.operation.count({
    where: {
      hostId: operation.hostId,
      id: { not: operation.id },
      state: { in: ['running', 'cancelling'] },
      leaseExpiresAt: { gt: now },
    },
  })
  return running >= concurrency
    ? { waitingFor: `The host runs ${running} operations, which is as many as it may at a time.`, retryAfterMs }
    : undefined
}

async function take(
  transaction: StoreTransaction,
  operation: Operation,
  holder: string,
  leaseSeconds: number,
  now: Date,
): Promise<Claim> {
  const expiresAt = new Date(now.getTime() + leaseSeconds * 1000)
  const state = operation.state === 'cancelling' ? 'cancelling' : 'running'
  const taken = await transaction.operation.update({
    where: { id: operation.id },
    data: {
      state,
      attempts: { increment: 1 },
      leaseHolder: holder,
      leaseExpiresAt: expiresAt,
      startedAt: operation.startedAt ?? now,
      waitingFor: null,
      uncancellable: null,
    },
  })
  const fencingToken = await lockEnvironment(transaction, taken, holder, expiresAt)
  await appendEvents(transaction, operation.id, [{ type: 'state', state }])
  return { operation: taken, attempt: taken.attempts, holder, fencingToken, cancelRequested: state === 'cancelling' }
}

async function lockEnvironment(
  transaction: StoreTransaction,
  operation: Operation,
  holder: string,
  expiresAt: Date,
): Promise<bigint | undefined> {
  if (operation.environmentId === null) return undefined
  const environmentId = operation.environmentId
  const { fencingToken } = await transaction.environment.update({
    where: { id: environmentId },
    data: { fencingToken: { increment: 1 } },
    select: { fencingToken: true },
  })
  const lock = {
    operationId: operation.id,
    holder,
    reason: `${operation.kind} operation ${operation.id}`,
    fencingToken,
    expiresAt,
  }
  await transaction.environmentLock.upsert({
    where: { environmentId },
    create: { environmentId, ...lock },
    update: lock,
  })
  return fencingToken
}
