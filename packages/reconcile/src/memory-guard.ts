import type { Plan, PlanMark } from './plan.ts'

/** Memory as an engine's host has it now, in bytes. `usedBytes`: working set of containers by id; one that is absent counts as nothing. */
export interface MemoryFacts {
  availableBytes: number
  usedBytes: Readonly<Record<string, number>>
}

/** What the host itself and a page that is just being made need beside two generations. */
const reserveBytes = 128 * 1024 ** 2

/** Containers that go on running while the plan starts their successors beside them: for a while there are two of each. */
export function runsTwice(plan: Pick<Plan, 'actions'>): Array<{ containerId: string; service: string }> {
  const startedAt = new Map(
    plan.actions.flatMap((action) => (action.kind === 'start-container' ? [[action.service, action.id] as const] : [])),
  )
  return plan.actions.flatMap((action) => {
    if (action.kind !== 'stop-container') return []
    const started = startedAt.get(action.service)
    const { containerId, service } = action
    // Actions stand in the order of their numbers: a stop behind the start is a stop beside a successor.
    return started !== undefined && started < action.id ? [{ containerId, service }] : []
  })
}

/**
 * The mark of a plan whose second generation does not fit beside the first, with the numbers; undefined when it fits. A new container is
 * taken to need what the one that it replaces uses.
 */
export function memoryMark(plan: Pick<Plan, 'project' | 'actions'>, facts: MemoryFacts): PlanMark | undefined {
  const twice = runsTwice(plan)
  const neededBytes = twice.reduce((sum, { containerId }) => sum + (facts.usedBytes[containerId] ?? 0), 0)
  if (twice.length === 0 || neededBytes + reserveBytes <= facts.availableBytes) return undefined
  const services = [...new Set(twice.map(({ service }) => service))].join(', ')
  return {
    kind: 'memory',
    resource: `project ${plan.project}`,
    reason: `${services} beside their successors need ${megabytes(neededBytes)} more and ${megabytes(reserveBytes)} in reserve, ${megabytes(facts.availableBytes)} are available; "rollout": "stop-first" needs less, with downtime`,
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MB`
