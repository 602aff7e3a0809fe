import { channels } from '../adapters/queue/bus.ts'
import { appendEvents } from '../events/append.ts'
import { publishOperation } from '../events/publish.ts'
import { databaseNow } from './claim.ts'
import { Cancelled, type Claim, fenced, LeaseLost, type OperationDeps } from './fence.ts'
import { knockNeighbours } from './neighbours.ts'

/** Longest wait until a cancel is heard from the row, when Redis does not carry it. */
const hearMsMax = 2_000

/** Makes the lease and the environment's lock last another `leaseSeconds`. Throws LeaseLost. */
export async function renewLease(deps: OperationDeps, claim: Claim): Promise<'held' | 'cancelling'> {
  return fenced(deps, claim, async (transaction, operation) => {
    const now = await databaseNow(transaction)
    const expiresAt = new Date(now.getTime() + deps.config.leaseSeconds * 1000)
    await transaction.operation.update({ where: { id: operation.id }, data: { leaseExpiresAt: expiresAt } })
    await transaction.environmentLock.updateMany({ where: { operationId: operation.id }, data: { expiresAt } })
    return operation.state === 'cancelling' ? 'cancelling' : 'held'
  })
}

/**
 * Renews by itself until `release`. The signal aborts with Cancelled (heard over Redis within milliseconds, from the row within one
 * renewal) or LeaseLost (another worker has it, or PostgreSQL could not be reached for a whole lease); `lost` with LeaseLost only, which is
 * what a cancelled operation goes by while it cleans up.
 */
export function holdLease(
  deps: OperationDeps,
  claim: Claim,
): { signal: AbortSignal; lost: AbortSignal; release(): void } {
  const controller = new AbortController()
  const lost = new AbortController()
  const lose = (error: LeaseLost) => {
    lost.abort(error)
    controller.abort(error)
  }
  let heldUntil = Date.now() + deps.config.leaseSeconds * 1000
  const renewMs = Math.min((deps.config.leaseSeconds * 1000) / 3, hearMsMax)
  let timer: NodeJS.Timeout | undefined
  let released = false
  const renew = async () => {
    clearTimeout(timer)
    const began = Date.now()
    try {
      const state = await renewLease(deps, claim)
      heldUntil = began + deps.config.leaseSeconds * 1000
      if (state === 'cancelling') controller.abort(new Cancelled(`Operation ${claim.operation.id} is being cancelled.`))
    } catch (error) {
      if (released) return
      if (error instanceof LeaseLost) return lose(error)
      deps.logger.warn({ operationId: claim.operation.id, error: String(error) }, 'the lease could not be renewed')
      if (Date.now() > heldUntil) return lose(new LeaseLost('PostgreSQL could not be reached for a whole lease.'))
    }
    clearTimeout(timer)
    if (!released) timer = setTimeout(renew, renewMs)
  }
  const unsubscribe = deps.bus.subscribe(channels.cancel, (operationId) => {
    if (operationId === claim.operation.id) void renew()
  })
  timer = setTimeout(renew, claim.cancelRequested ? 0 : renewMs)
  return {
    signal: controller.signal,
    lost: lost.signal,
    release() {
      released = true
      clearTimeout(timer)
      unsubscribe()
    },
  }
}

/** Gives the operation back to the queue, e.g. because the engine is down. Throws Cancelled when a cancel came first. */
export async function releaseOperation(deps: OperationDeps, claim: Claim, waitingFor: string): Promise<void> {
  const sequence = await fenced(deps, claim, async (transaction, operation) => {
    if (operation.state === 'cancelling') throw new Cancelled(`Operation ${operation.id} is being cancelled.`)
    await transaction.operation.update({
      where: { id: operation.id },
      data: { state: 'queued', leaseHolder: null, leaseExpiresAt: null, waitingFor, uncancellable: null },
    })
    await transaction.environmentLock.deleteMany({ where: { operationId: operation.id } })
    return appendEvents(transaction, operation.id, [{ type: 'state', state: 'queued' }])
  })
  publishOperation(deps.bus, claim.operation, sequence)
  await knockNeighbours(deps, claim.operation)
}

/** A running operation that waits for the outside (an engine that restarts) says so; null when it goes on. */
export async function setWaitingFor(deps: OperationDeps, claim: Claim, waitingFor: string | null): Promise<void> {
  await fenced(deps, claim, (transaction, operation) =>
    transaction.operation.update({ where: { id: operation.id }, data: { waitingFor } }),
  )
  publishOperation(deps.bus, claim.operation, claim.operation.eventSequence)
}

/** Before migrate and switch: from here on cancelling is refused with the reason. Throws Cancelled when a cancel came first. */
export async function enterUncancellable(deps: OperationDeps, claim: Claim, reason: string): Promise<void> {
  await fenced(deps, claim, async (transaction, operation) => {
    if (operation.state === 'cancelling') throw new Cancelled(`Operation ${operation.id} is being cancelled.`)
    await transaction.operation.update({ where: { id: operation.id }, data: { uncancellable: reason } })
  })
}

/** After it: cancelling is allowed again. */
export async function leaveUncancellable(deps: OperationDeps, claim: Claim): Promise<void> {
  await fenced(deps, claim, (transaction, operation) =>
    transaction.operation.update({ where: { id: operation.id }, data: { uncancellable: null } }),
  )
}
