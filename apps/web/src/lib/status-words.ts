import type { health, operationKind, operationState, stepState } from '@fun/contract/resources'
import type { z } from 'zod'

export type OperationState = z.infer<typeof operationState>
export type OperationKind = z.infer<typeof operationKind>
export type StepState = z.infer<typeof stepState>
export type Health = z.infer<typeof health>

/** Names of marks, not of drawings: one component knows which icon each is. */
export type Mark =
  | 'clock'
  | 'spinner'
  | 'dashed'
  | 'check'
  | 'triangle'
  | 'cross'
  | 'slash'
  | 'forward'
  | 'square'
  | 'question'
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'idle'
export type Look = { mark: Mark; tone: Tone }

/** How each state of an operation looks; its word is the message `status.operation.<state>`. */
export const operationLooks: Record<OperationState, Look> = {
  queued: { mark: 'clock', tone: 'idle' },
  running: { mark: 'spinner', tone: 'busy' },
  cancelling: { mark: 'spinner', tone: 'warn' },
  succeeded: { mark: 'check', tone: 'good' },
  failed: { mark: 'cross', tone: 'bad' },
  cancelled: { mark: 'slash', tone: 'idle' },
  superseded: { mark: 'forward', tone: 'idle' },
}

/** How each health of an environment or service looks; its word is `status.health.<health>`. */
export const healthLooks: Record<Health, Look> = {
  starting: { mark: 'spinner', tone: 'busy' },
  healthy: { mark: 'check', tone: 'good' },
  degraded: { mark: 'triangle', tone: 'warn' },
  failed: { mark: 'cross', tone: 'bad' },
  stopped: { mark: 'square', tone: 'idle' },
  unknown: { mark: 'question', tone: 'idle' },
}

/** How each state of a step looks; its word is `status.step.<state>`. */
export const stepLooks: Record<StepState, Look> = {
  pending: { mark: 'dashed', tone: 'idle' },
  running: { mark: 'spinner', tone: 'busy' },
  succeeded: { mark: 'check', tone: 'good' },
  failed: { mark: 'cross', tone: 'bad' },
  skipped: { mark: 'forward', tone: 'idle' },
  cancelled: { mark: 'slash', tone: 'idle' },
}

/** Health from what needs a person to what does not: lists are sorted by it. */
export const healthUrgency: Record<Health, number> = {
  failed: 0,
  degraded: 1,
  starting: 2,
  unknown: 3,
  stopped: 4,
  healthy: 5,
}

/** True for the states that an operation never leaves. */
export function isFinal(state: OperationState): boolean {
  switch (state) {
    case 'queued':
    case 'running':
    case 'cancelling':
      return false
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'superseded':
      return true
  }
}
