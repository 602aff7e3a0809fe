import { type LiveSet, type Planning, sameRoutes, wantedRoutes } from './planning.ts'
import { readyIds } from './readiness.ts'

/** Writes a live set before its owner is made or started, when what its volume holds differs. The routed services are ready by then. */
export function writeBeforeOwner(planning: Planning, owner: string): number[] {
  return planning.liveSets
    .filter((live) => live.owner === owner)
    .flatMap((live) => {
      const change = liveChange(planning, live)
      const after = [...live.routed.flatMap((service) => readyIds(planning, service)), ...volumeIds(planning, live)]
      return change === undefined ? after : [addWrite(planning, live, change.cause, after)]
    })
}

/**
 * Points a running owner to the containers that now carry the routed services, all in one action, after every new container is ready but
 * those of `followers`. Returns the ids after which no new request reaches a replaced container.
 */
export function planSwitch(planning: Planning, followers: ReadonlySet<string>): number[] {
  const startFirst = [...planning.decisions.values()]
    .filter(
      (decision) => decision.rollout !== 'recreate' && decision.kind !== 'keep' && !followers.has(decision.service),
    )
    .flatMap((decision) => readyIds(planning, decision.service))
  const switches = planning.liveSets.flatMap((live) => {
    const owner = planning.decisions.get(live.owner)
    if (owner?.kind !== 'keep') return readyIds(planning, live.owner)
    return switchRunningOwner(planning, live, startFirst)
  })
  return [...startFirst, ...switches]
}

function switchRunningOwner(planning: Planning, live: LiveSet, startFirst: number[]): number[] {
  const change = liveChange(planning, live)
  const touched = live.routed.filter((service) => planning.decisions.get(service)?.kind !== 'keep')
  if (change === undefined && touched.length === 0) return []
  const before = planning.observed.live[live.set.name]?.routes ?? {}
  const routes = wantedRoutes(planning, live)
  const ready = live.routed.flatMap((service) => readyIds(planning, service, before[service] !== routes[service]))
  const jobs = [...planning.jobIds.values()].flat()
  const after = [...startFirst, ...ready, ...jobs, ...volumeIds(planning, live)]
  if (change?.content === true) return [addWrite(planning, live, change.cause, after)]
  const cause = change?.cause ?? `${touched.join(', ')} started anew: addresses may differ`
  const resource = `configuration ${live.set.name}`
  return [planning.draft.add({ kind: 'switch-routes', set: live.set.name, routes, resource, cause }, after)]
}

/** What differs between a live set and what its volume holds; undefined when nothing does. */
function liveChange(planning: Planning, live: LiveSet): { content: boolean; cause: string } | undefined {
  const held = planning.observed.live[live.set.name]
  if (held === undefined) return { content: true, cause: 'not found' }
  if (held.held === true || planning.holdIds.has(live.set.name)) return { content: true, cause: 'requests go on' }
  if (held.hash !== live.set.hash) return { content: true, cause: `content changed ${held.hash} → ${live.set.hash}` }
  const routes = wantedRoutes(planning, live)
  if (sameRoutes(held.routes, routes)) return undefined
  const moved = Object.keys(routes).filter((service) => held.routes[service] !== routes[service])
  const gone = Object.keys(held.routes).filter((service) => routes[service] === undefined)
  return { content: false, cause: `routes of ${[...moved, ...gone].join(', ')} changed` }
}

function addWrite(planning: Planning, live: LiveSet, cause: string, after: number[]): number {
  const resource = `configuration ${live.set.name}`
  const routes = wantedRoutes(planning, live)
  return planning.draft.add({ kind: 'write-configuration', set: live.set.name, routes, resource, cause }, after)
}

const volumeIds = (planning: Planning, live: LiveSet): number[] => planning.volumeIds.get(live.volumeKey) ?? []
