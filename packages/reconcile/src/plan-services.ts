import type { ServiceDecision } from './decide-services.ts'
import { containerName } from './names.ts'
import { writeBeforeOwner } from './plan-configuration.ts'
import { endContainer, foundation, type Planning, stopContainer } from './planning.ts'
import { addWait, dependencyIds } from './readiness.ts'

/**
 * Adds what one long-running service needs up to being ready, after the given ids. Ending replaced containers of `start-first` and
 * `stop-first` services is left to the switch.
 */
export function planService(planning: Planning, service: string, afterwards: number[] = []): void {
  const decision = planning.decisions.get(service)
  const definition = planning.project.services[service]
  if (decision === undefined || definition === undefined || decision.kind === 'keep') return
  const gates = planning.wanted.rendered.jobs.filter((job) => job.gates.includes(service))
  const base = [
    ...foundation(planning, definition),
    ...dependencyIds(planning, definition),
    ...gates.flatMap((job) => planning.jobIds.get(job.name) ?? []),
    ...writeBeforeOwner(planning, service),
    ...afterwards,
  ]
  const ended =
    decision.rollout === 'recreate'
      ? decision.superseded.map((old) => endContainer(planning, old, replacementCause(decision), base))
      : []
  markReplacement(planning, decision)
  const made = decision.kind === 'create' ? [addCreate(planning, decision, [...base, ...ended])] : [...base, ...ended]
  const madeWay =
    decision.rollout === 'stop-first'
      ? decision.superseded.flatMap((old) => stopContainer(planning, old, 'it makes way for its successor', made))
      : []
  const startAfter = [...made, ...madeWay]
  const name =
    decision.kind === 'create'
      ? containerName(planning.project.name, service, decision.number)
      : decision.container.name
  const resource = `container ${name}`
  const cause = decision.cause
  const started = planning.draft.add(
    { kind: 'start-container', service, containerName: name, resource, cause },
    startAfter,
  )
  planning.startedIds.set(service, [started])
  planning.readyIds.set(service, [addWait(planning, service, name, 'started by this plan', [started])])
}

function addCreate(planning: Planning, decision: ServiceDecision & { kind: 'create' }, after: number[]): number {
  const { service, number, fullCause: cause } = decision
  const name = containerName(planning.project.name, service, number)
  return planning.draft.add(
    { kind: 'create-container', service, number, containerName: name, resource: `container ${name}`, cause },
    after,
  )
}

const replacementCause = (decision: ServiceDecision): string =>
  decision.kind === 'create' ? decision.cause : 'another container carries the service'

function markReplacement(planning: Planning, decision: ServiceDecision): void {
  if (decision.kind !== 'create') return
  const { service, cause, superseded, rollout } = decision
  const running = superseded.find((old) => old.state === 'running')
  const resource = `container ${running?.name ?? containerName(planning.project.name, service, decision.number)}`
  const drift = decision.drift.join('; ')
  if (drift !== '')
    planning.draft.mark({ kind: 'drift', resource, reason: `changed by hand: ${drift}; it is reverted` })
  if (running !== undefined && rollout !== 'start-first' && requestPath(planning).has(service))
    planning.draft.mark({ kind: 'downtime', resource, reason: `it is stopped before its successor starts (${cause})` })
}

/** Services that a request may touch: those that publish ports or must answer a heartbeat, and all that they depend on. */
function requestPath(planning: Planning): Set<string> {
  const { project, wanted } = planning
  const path = new Set<string>()
  const add = (service: string): void => {
    const definition = project.services[service]
    if (definition === undefined || path.has(service)) return
    path.add(service)
    for (const dependency of Object.keys(definition.depends_on ?? {})) add(dependency)
  }
  for (const [service, definition] of Object.entries(project.services))
    if ((definition.ports ?? []).length > 0) add(service)
  for (const heartbeat of wanted.rendered.heartbeats) add(heartbeat.service)
  for (const live of planning.liveSets) for (const service of [live.owner, ...live.routed]) add(service)
  return path
}
