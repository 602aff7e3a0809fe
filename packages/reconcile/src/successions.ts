import { preference, type ServiceDecision } from './decide-services.ts'
import { type Planning, wantedRoutes } from './planning.ts'
import type { ObservedContainer } from './stack.ts'

/**
 * A service whose container an earlier attempt, that was cut, has made beside the one that served before: no action of this plan says so.
 * `predecessor`: the one to go back to.
 */
export interface Succession {
  service: string
  containerName: string
  /** False for one that was made and had not been started, or had ended. */
  runs: boolean
  /** A predecessor that does not run was stopped to make way. */
  stopFirst: boolean
  predecessor: { containerId: string; containerName: string; runs: boolean }
  /** Where requests go before the plan is applied; `none` for a service that gets none. */
  traffic: 'successor' | 'predecessor' | 'none'
}

/** What an attempt that goes on needs for its undo. Both are empty in a plan that starts from one generation. */
export interface Resumed {
  successions: Succession[]
  /** By live set with a succession: routes that send every service back to what served before. */
  routesBefore: Record<string, Record<string, string>>
}

/** Finds what an earlier attempt has left half-made, from the decisions. */
export function resumed(planning: Planning): Resumed {
  const successions = [...planning.decisions.values()].flatMap((decision) => successionOf(planning, decision))
  const before = new Map(successions.map(({ service, predecessor }) => [service, predecessor.containerName]))
  const routesBefore = planning.liveSets.flatMap((live) => {
    if (!live.routed.some((service) => before.has(service))) return []
    const now = planning.observed.live[live.set.name]?.routes ?? {}
    const routes = Object.entries(wantedRoutes(planning, live)).map(([service, target]) => [
      service,
      before.get(service) ?? now[service] ?? target,
    ])
    return [[live.set.name, Object.fromEntries(routes)] as const]
  })
  return { successions, routesBefore: Object.fromEntries(routesBefore) }
}

function successionOf({ observed }: Planning, decision: ServiceDecision): Succession[] {
  if (decision.kind === 'create' || decision.rollout === 'recreate') return []
  const { service, container, superseded } = decision
  const routed = new Set(Object.values(observed.live).map((live) => live.routes[service]))
  const served = superseded
    .filter(({ state }) => state !== 'created' && state !== 'dead')
    .sort((a, b) => preference(b, routed) - preference(a, routed))
  const old = served.find(({ name }) => routed.has(name)) ?? served[0]
  if (old === undefined) return []
  const traffic = routed.has(container.name) ? 'successor' : routed.has(old.name) ? 'predecessor' : 'none'
  const predecessor = { containerId: old.id, containerName: old.name, runs: runs(old) }
  const stopFirst = decision.rollout === 'stop-first'
  return [{ service, containerName: container.name, runs: runs(container), stopFirst, predecessor, traffic }]
}

const runs = ({ state }: ObservedContainer): boolean => state === 'running' || state === 'restarting'
