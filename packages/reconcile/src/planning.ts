import type { ComposeProject, ComposeService } from '@fun/compose-model/compose-project'
import type { ConfigurationSet, Job } from '@fun/compose-model/rendered-environment'
import type { ServiceDecision } from './decide-services.ts'
import { graceSeconds } from './durations.ts'
import { labels } from './labels.ts'
import { configurationVolumeKey, containerName } from './names.ts'
import type { PlanDraft } from './plan-draft.ts'
import { routedServices } from './routes.ts'
import type { ObservedContainer, ObservedStack, WantedStack } from './stack.ts'

/** What the parts of one planning run share: input, decisions, the draft, and which actions others have to wait for. */
export interface Planning {
  observed: ObservedStack
  wanted: WantedStack
  project: ComposeProject
  decisions: Map<string, ServiceDecision>
  jobsToRun: Map<string, { job: Job; cause: string }>
  draft: PlanDraft
  /** Ids that create a network or volume, by key. */
  networkIds: Map<string, number[]>
  volumeIds: Map<string, number[]>
  /** Volume keys that hold immutable sets. */
  immutableSets: Map<string, ConfigurationSet>
  liveSets: LiveSet[]
  startedIds: Map<string, number[]>
  readyIds: Map<string, number[]>
  jobIds: Map<string, number[]>
  /** Live sets whose owner holds requests while this plan migrates, and the ids after which it does. */
  holdIds: Map<string, number[]>
}

/** A live set with the services that its files route to. */
export interface LiveSet {
  set: ConfigurationSet
  owner: string
  volumeKey: string
  routed: string[]
}

export function liveSetsOf(wanted: WantedStack): LiveSet[] {
  const { project, configuration } = wanted.rendered
  return configuration.flatMap((set) => {
    const volumeKey = configurationVolumeKey(project, set)
    if (set.placement.kind !== 'live' || volumeKey === undefined) return []
    return [{ set, owner: set.placement.service, volumeKey, routed: routedServices(project, set) }]
  })
}

/** Name of the container that carries a service once the plan has been applied. */
export function targetContainer(planning: Planning, service: string): string {
  const decision = planning.decisions.get(service)
  if (decision === undefined || decision.kind === 'create')
    return containerName(planning.project.name, service, decision?.number ?? 1)
  return decision.container.name
}

/** Routes of a live set once the plan has been applied. */
export const wantedRoutes = (planning: Planning, live: LiveSet): Record<string, string> =>
  Object.fromEntries(live.routed.map((service) => [service, targetContainer(planning, service)]))

export function sameRoutes(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => a[key] === b[key])
}

/** Adds stop (when it runs) and remove; returns the id of the removal. */
export function endContainer(planning: Planning, container: ObservedContainer, cause: string, after: number[]): number {
  const stopped = stopContainer(planning, container, cause, after)
  return removeContainer(planning, container, cause, stopped.length > 0 ? stopped : after)
}

/** Adds the removal of a container that is stopped by then. */
export function removeContainer(
  planning: Planning,
  container: ObservedContainer,
  cause: string,
  after: number[],
): number {
  const ids = { containerId: container.id, service: container.service, resource: `container ${container.name}`, cause }
  return planning.draft.add({ kind: 'remove-container', ...ids }, after)
}

/** Adds the stop of a container that runs; nothing otherwise. */
export function stopContainer(
  planning: Planning,
  container: ObservedContainer,
  cause: string,
  after: number[],
): number[] {
  const running = container.state === 'running' || container.state === 'restarting' || container.state === 'paused'
  if (!running) return []
  const { draft, project } = planning
  const grace = graceSeconds(project.services[container.service]?.stop_grace_period)
  const ids = { containerId: container.id, service: container.service, resource: `container ${container.name}`, cause }
  return [draft.add({ kind: 'stop-container', ...ids, graceSeconds: grace }, after)]
}

/** Ids that must have ended before a container with these mounts and networks can be made. */
export function foundation(planning: Planning, service: ComposeService): number[] {
  const networks = Object.keys(service.networks ?? { default: {} }).flatMap((key) => planning.networkIds.get(key) ?? [])
  const volumes = (service.volumes ?? []).flatMap((mount) =>
    mount.type === 'volume' ? volumeReady(planning, mount.source) : [],
  )
  return [...networks, ...volumes]
}

/**
 * Ids after which a volume can be mounted. An immutable set whose volume exists is written again unless a container mounts it: a worker may
 * have been killed between making and filling it, and containers are made only after it was filled.
 */
function volumeReady(planning: Planning, key: string): number[] {
  const known = planning.volumeIds.get(key)
  if (known !== undefined) return known
  const set = planning.immutableSets.get(key)
  const filled = planning.observed.containers.some((container) =>
    container.labels[labels.serviceDefinition]?.includes(`"source":${JSON.stringify(key)}`),
  )
  const ids = set === undefined || filled ? [] : [writeImmutable(planning, set, 'not known to be filled', [])]
  planning.volumeIds.set(key, ids)
  return ids
}

/** Adds the filling of an immutable set's volume. */
export function writeImmutable(planning: Planning, set: ConfigurationSet, cause: string, after: number[]): number {
  return planning.draft.add(
    { kind: 'write-configuration', set: set.name, resource: `configuration ${set.name}`, cause },
    after,
  )
}
