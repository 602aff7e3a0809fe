import type { Step } from '@fun/contract/resources'
import type { OperationStep, StepState } from '../adapters/store/generated/client.ts'
import { appendEvents, storable } from '../events/append.ts'
import { publishOperation } from '../events/publish.ts'
import { type Claim, fenced, type OperationDeps } from './fence.ts'

export interface StepReport {
  /** Stable within the operation, e.g. `build-python`; a second attempt goes on with the same keys. */
  key: string
  position: number
  title: string
  state: StepState
  detail?: string
}

/** Writes a step's state and tells it. Times follow from the state: `running` starts it anew, every end stamps the end. */
export async function recordStep(deps: OperationDeps, claim: Claim, report: StepReport): Promise<void> {
  const sequence = await fenced(deps, claim, async (transaction, operation) => {
    const where = { operationId_key: { operationId: operation.id, key: report.key } }
    const before = await transaction.operationStep.findUnique({ where })
    const now = new Date()
    const data = {
      position: report.position,
      title: storable(report.title),
      state: report.state,
      detail: storable(report.detail ?? before?.detail ?? ''),
      startedAt: startOf(report.state, before, now),
      finishedAt: isOver(report.state) ? now : null,
    }
    const row = await transaction.operationStep.upsert({
      where,
      create: { operationId: operation.id, key: report.key, ...data },
      update: data,
    })
    return appendEvents(transaction, operation.id, [{ type: 'step', step: toStep(row) }])
  })
  publishOperation(deps.bus, claim.operation, sequence)
}

function startOf(state: StepState, before: OperationStep | null, now: Date): Date | null {
  switch (state) {
    case 'pending':
      return null
    case 'running':
      return before?.state === 'running' ? before.startedAt : now
    case 'skipped':
      return before?.startedAt ?? null
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return before?.startedAt ?? now
  }
}

function isOver(state: StepState): boolean {
  return state !== 'pending' && state !== 'running'
}

/** The contract's shape of a step's row. */
export function toStep(row: OperationStep): Step {
  return {
    key: row.key,
    position: row.position,
    title: row.title,
    state: row.state,
    detail: row.detail,
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
