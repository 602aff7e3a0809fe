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
export type StatusWord = { word: string; mark: Mark; tone: Tone }

/** The one table of words for the state of operations. Titles, lists and pages all read it. */
export const operationWords: Record<OperationState, StatusWord> = {
  queued: { word: 'Queued', mark: 'clock', tone: 'idle' },
  running: { word: 'Running', mark: 'spinner', tone: 'busy' },
  cancelling: { word: 'Cancelling', mark: 'spinner', tone: 'warn' },
  succeeded: { word: 'Succeeded', mark: 'check', tone: 'good' },
  failed: { word: 'Failed', mark: 'cross', tone: 'bad' },
  cancelled: { word: 'Cancelled', mark: 'slash', tone: 'idle' },
  superseded: { word: 'Superseded', mark: 'forward', tone: 'idle' },
}

/** The one table of words for the health of environments and services. */
export const healthWords: Record<Health, StatusWord> = {
  starting: { word: 'Starting', mark: 'spinner', tone: 'busy' },
  healthy: { word: 'Healthy', mark: 'check', tone: 'good' },
  degraded: { word: 'Degraded', mark: 'triangle', tone: 'warn' },
  failed: { word: 'Failed', mark: 'cross', tone: 'bad' },
  stopped: { word: 'Stopped', mark: 'square', tone: 'idle' },
  unknown: { word: 'Unknown', mark: 'question', tone: 'idle' },
}

/** The one table of words for the steps of an operation. */
export const stepWords: Record<StepState, StatusWord> = {
  pending: { word: 'Pending', mark: 'dashed', tone: 'idle' },
  running: { word: 'Running', mark: 'spinner', tone: 'busy' },
  succeeded: { word: 'Succeeded', mark: 'check', tone: 'good' },
  failed: { word: 'Failed', mark: 'cross', tone: 'bad' },
  skipped: { word: 'Skipped', mark: 'forward', tone: 'idle' },
  cancelled: { word: 'Cancelled', mark: 'slash', tone: 'idle' },
}

/** What a kind of operation is called (`noun`) and what it is doing while it runs (`doing`). */
export const kindWords: Record<OperationKind, { noun: string; doing: string }> = {
  build: { noun: 'Build', doing: 'Building' },
  plan: { noun: 'Plan', doing: 'Planning' },
  deploy: { noun: 'Deployment', doing: 'Deploying' },
  start: { noun: 'Start', doing: 'Starting' },
  stop: { noun: 'Stop', doing: 'Stopping' },
  restart: { noun: 'Restart', doing: 'Restarting' },
  destroy: { noun: 'Destruction', doing: 'Destroying' },
  manage: { noun: 'Command', doing: 'Running a command' },
  probe: { noun: 'Check', doing: 'Checking' },
  prune: { noun: 'Pruning', doing: 'Making room' },
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
