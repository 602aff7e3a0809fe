import type { Resumed } from './successions.ts'

/** One engine call with its cause. `after` holds ids of actions that must have ended. Shapes: one variant per call. */
export type Action = { id: number; after: number[]; cause: string; resource: string } & (
  | { kind: 'create-network'; key: string }
  | { kind: 'remove-network'; networkId: string }
  | { kind: 'create-volume'; key: string }
  | { kind: 'remove-volume'; name: string }
  | { kind: 'write-configuration'; set: string; routes?: Record<string, string> }
  | { kind: 'create-container'; service: string; number: number; containerName: string }
  | { kind: 'start-container'; service: string; containerName: string }
  | { kind: 'wait-ready'; service: string; containerName: string; condition: 'healthy' | 'serving' }
  | { kind: 'run-job'; job: string; uncancellable: boolean }
  | { kind: 'switch-routes'; set: string; routes: Record<string, string> }
  | { kind: 'hold-requests'; set: string }
  | { kind: 'drain'; seconds: number }
  | { kind: 'stop-container'; containerId: string; service: string; graceSeconds: number }
  | { kind: 'remove-container'; containerId: string; service: string }
)

export type ActionKind = Action['kind']

/** Consequences that a person must see before the plan is applied. */
export interface PlanMark {
  kind: 'downtime' | 'data-loss' | 'drift' | 'migration' | 'memory'
  resource: string
  reason: string
  /** Files that the mark is about, the first of them. */
  paths?: string[]
}

/** Ordered so that every action stands after those it waits for. An empty `actions` means: nothing to do. */
export interface Plan {
  project: string
  actions: Action[]
  marks: PlanMark[]
  /** What an earlier attempt, that was cut, has left half-made: a failure undoes it too. */
  resumed: Resumed
  /** sha256 over the printed text and the wanted stack: names this very plan. */
  hash: string
}
