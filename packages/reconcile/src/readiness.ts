import type { ComposeService, DependencyCondition } from '@fun/compose-model/compose-project'
import type { Planning } from './planning.ts'

/** Adds the wait for a container: until it serves when a heartbeat names its service, otherwise until it is healthy. */
export function addWait(planning: Planning, service: string, name: string, cause: string, after: number[]): number {
  const serves = planning.wanted.rendered.heartbeats.some((heartbeat) => heartbeat.service === service)
  return planning.draft.add(
    {
      kind: 'wait-ready',
      service,
      containerName: name,
      condition: serves ? 'serving' : 'healthy',
      resource: `container ${name}`,
      cause,
    },
    after,
  )
}

/**
 * Ids after which a service is ready: none for one that is left alone and healthy; a wait of its own for one that is not healthy (yet), or
 * whose readiness nobody has seen (`unproven`).
 */
export function readyIds(planning: Planning, service: string, unproven = false): number[] {
  const known = planning.readyIds.get(service)
  if (known !== undefined && (known.length > 0 || !unproven)) return known
  const decision = planning.decisions.get(service)
  if (decision?.kind !== 'keep') return []
  const { health, state, name } = decision.container
  const settled = state === 'running' && (health === 'healthy' || health === 'none')
  const cause = settled ? 'nobody has seen yet that it stays ready' : `it is ${state}, its health is ${health}`
  const ids = settled && !unproven ? [] : [addWait(planning, service, name, cause, [])]
  planning.readyIds.set(service, ids)
  return ids
}

/** Ids that `depends_on` asks for. A dependency that is a job counts as completed when it need not run. */
export function dependencyIds(planning: Planning, definition: ComposeService): number[] {
  return Object.entries(definition.depends_on ?? {}).flatMap(([service, { condition }]) =>
    conditionIds(planning, service, condition),
  )
}

function conditionIds(planning: Planning, service: string, condition: DependencyCondition): number[] {
  switch (condition) {
    case 'service_started':
      return planning.startedIds.get(service) ?? []
    case 'service_healthy':
      return readyIds(planning, service)
    case 'service_completed_successfully':
      return planning.jobIds.get(service) ?? []
  }
}
