import type { OperationState } from '../adapters/store/generated/enums.ts'

export const finalStates = ['succeeded', 'failed', 'cancelled', 'superseded'] as const satisfies OperationState[]
export const openStates = ['queued', 'running', 'cancelling'] as const satisfies OperationState[]

/** Whether an operation in this state never changes again. */
export function isFinal(state: OperationState): state is (typeof finalStates)[number] {
  switch (state) {
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'superseded':
      return true
    case 'queued':
    case 'running':
    case 'cancelling':
      return false
  }
}
