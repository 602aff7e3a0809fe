import type { Operation, OperationEvent, Step } from '@fun/contract/resources'
import type { OperationState, StepState } from './status-words.ts'
import { isFinal } from './status-words.ts'

/**
 * What an operation looks like after an event. A stream that starts from the beginning replays what the snapshot
 * already knows, so an event never takes a step or the operation back to an earlier state; a step that was started
 * anew (another worker picked the operation up) is later, and wins. Log events change nothing here.
 */
export function applyEvent(operation: Operation, event: OperationEvent): Operation {
  switch (event.type) {
    case 'log':
      return operation
    case 'state':
      return applyState(operation, event)
    case 'step':
      return isFinal(operation.state) ? operation : applyStep(operation, event.step)
  }
}

/**
 * What an operation looks like after an answer of the API that may be older than events already applied: the answer was
 * written before it arrived. The later of both holds, step by step; a new attempt, or a final state, is the answer's alone.
 */
export function applySnapshot(known: Operation | undefined, snapshot: Operation): Operation {
  if (known === undefined || isFinal(snapshot.state) || snapshot.attempts > known.attempts) return snapshot
  const isBehind = stateRank(snapshot.state) < stateRank(known.state)
  const base = isBehind ? { ...known, result: snapshot.result } : snapshot
  return known.steps.reduce(applyStep, { ...base, steps: snapshot.steps })
}

function applyState(operation: Operation, event: Extract<OperationEvent, { type: 'state' }>): Operation {
  if (stateRank(event.state) <= stateRank(operation.state)) return operation
  return {
    ...operation,
    state: event.state,
    startedAt: operation.startedAt ?? (event.state === 'running' ? event.at : null),
    finishedAt: isFinal(event.state) ? event.at : operation.finishedAt,
    waitingFor: event.state === 'queued' ? operation.waitingFor : null,
    problem: event.problem ?? operation.problem,
  }
}

function applyStep(operation: Operation, step: Step): Operation {
  const known = operation.steps.find((each) => each.key === step.key)
  if (known === undefined) {
    const steps = [...operation.steps, step].sort((a, b) => a.position - b.position)
    return { ...operation, steps }
  }
  if (!isNewer(step, known)) return operation
  return { ...operation, steps: operation.steps.map((each) => (each.key === step.key ? step : each)) }
}

function isNewer(step: Step, known: Step): boolean {
  const startedMs = step.startedAt === null ? 0 : Date.parse(step.startedAt)
  const knownMs = known.startedAt === null ? 0 : Date.parse(known.startedAt)
  if (startedMs !== knownMs) return startedMs > knownMs
  return stepRank(step.state) >= stepRank(known.state)
}

function stateRank(state: OperationState): number {
  if (isFinal(state)) return 3
  return state === 'cancelling' ? 2 : state === 'running' ? 1 : 0
}

function stepRank(state: StepState): number {
  return state === 'pending' ? 0 : state === 'running' ? 1 : 2
}

/** The step to show when there is room for one: what failed, else what runs, else what ended last. */
export function currentStep(operation: Operation): Step | undefined {
  return (
    operation.steps.find((step) => step.state === 'failed') ??
    operation.steps.findLast((step) => step.state === 'running') ??
    operation.steps.findLast((step) => step.state !== 'pending')
  )
}
