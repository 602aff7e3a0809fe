import type { Problem, Step } from '@fun/contract/resources'
import type { StoreTransaction } from '../adapters/store/client.ts'
import { Prisma } from '../adapters/store/generated/client.ts'
import { appendEvents, asJson, type NewEvent } from '../events/append.ts'
import { publishOperation } from '../events/publish.ts'
import { notifyOperationEnded } from '../notifications/operation-ended.ts'
import { type Claim, fenced, type OperationDeps } from './fence.ts'
import { withoutPassword } from './forget.ts'
import { knockNeighbours } from './neighbours.ts'
import { mergeFacts } from './pin-result.ts'
import { toStep } from './record-step.ts'
import { isSuperseded, withoutSuperseder } from './supersede.ts'

export type Outcome =
  | { state: 'succeeded'; result?: Record<string, unknown> }
  | { state: 'failed'; problem: Problem; result?: Record<string, unknown> }
  | { state: 'cancelled'; result?: Record<string, unknown> }

/**
 * The end of an operation, once: one that a newer deploy had cancelled ends as superseded. Open steps are closed, the environment's lock is freed and who waited hears of it. Close the log
 * writer before. Throws LeaseLost.
 */
export async function finishOperation(deps: OperationDeps, claim: Claim, outcome: Outcome): Promise<void> {
  const sequence = await fenced(deps, claim, async (transaction, operation) => {
    const steps = await closeSteps(transaction, operation.id, outcome.state)
    const problem = outcome.state === 'failed' ? outcome.problem : null
    const superseded = outcome.state === 'cancelled' && isSuperseded(operation.result)
    const state = superseded ? 'superseded' : outcome.state
    const facts = superseded ? operation.result : withoutSuperseder(operation.result)
    const ended = await transaction.operation.update({
      where: { id: operation.id },
      data: {
        state,
        problem: problem === null ? Prisma.DbNull : asJson(problem),
        result: mergeFacts(facts, outcome.result ?? {}),
        finishedAt: new Date(),
        leaseHolder: null,
        leaseExpiresAt: null,
        waitingFor: null,
        uncancellable: null,
        ...withoutPassword(operation),
      },
    })
    await transaction.environmentLock.deleteMany({ where: { operationId: operation.id } })
    await notifyOperationEnded(transaction, ended, state, problem)
    const events: NewEvent[] = steps.map((step) => ({ type: 'step', step }))
    return appendEvents(transaction, operation.id, [...events, { type: 'state', state, problem }])
  })
  publishOperation(deps.bus, claim.operation, sequence)
  await knockNeighbours(deps, claim.operation)
}

async function closeSteps(
  transaction: StoreTransaction,
  operationId: string,
  outcome: Outcome['state'],
): Promise<Step[]> {
  const open = await transaction.operationStep.findMany({
    where: { operationId, state: { in: ['pending', 'running'] } },
    orderBy: { position: 'asc' },
  })
  const closed: Step[] = []
  for (const step of open) {
    const state = step.state === 'pending' ? (outcome === 'cancelled' ? 'cancelled' : 'skipped') : outcome
    const row = await transaction.operationStep.update({
      where: { operationId_key: { operationId, key: step.key } },
      data: { state, ...(step.state === 'running' ? { finishedAt: new Date() } : {}) },
    })
    closed.push(toStep(row))
  }
  return closed
}
