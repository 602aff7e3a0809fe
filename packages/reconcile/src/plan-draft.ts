import type { Action, PlanMark } from './plan.ts'

type WithoutPlace<A> = A extends Action ? Omit<A, 'id' | 'after'> : never

/** An action whose number and predecessors the draft gives. */
export type DraftAction = WithoutPlace<Action>

/** Collects actions in an order in which every action stands after those it waits for. */
export class PlanDraft {
  readonly actions: Action[] = []
  readonly marks: PlanMark[] = []

  /** Returns the id of the new action. `after` may hold duplicates. */
  add(action: DraftAction, after: readonly number[]): number {
    const id = this.actions.length + 1
    this.actions.push({ ...action, id, after: [...new Set(after)].sort((a, b) => a - b) })
    return id
  }

  /** Marks a consequence once per kind and resource. */
  mark(mark: PlanMark): void {
    if (!this.marks.some((m) => m.kind === mark.kind && m.resource === mark.resource)) this.marks.push(mark)
  }

  /** Ids of all actions of the given kinds so far. */
  idsOf(...kinds: Action['kind'][]): number[] {
    return this.actions.filter((action) => kinds.includes(action.kind)).map((action) => action.id)
  }
}
