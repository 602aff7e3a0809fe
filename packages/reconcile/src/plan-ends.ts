import { endContainer, type Planning, removeContainer } from './planning.ts'
import type { ObservedContainer } from './stack.ts'

/** Seconds between pointing nginx elsewhere and stopping what it pointed to; without them one request in 450 was a 502 (measured). */
const drainSeconds = 2

/**
 * Ends containers that a `start-first` or `stop-first` service has replaced: after the switch, a drain when any of them got traffic, and when
 * what follows the switch is ready, because until then traffic can be sent back to them.
 */
export function planReplaced(planning: Planning, switched: number[], othersReady: () => number[]): void {
  const { draft, decisions } = planning
  const replaced = [...decisions.values()].flatMap(({ rollout, kind, superseded }) => {
    if (rollout === 'recreate' && kind !== 'keep') return []
    return superseded.map((container) => ({ container, isStopped: rollout === 'stop-first' && kind !== 'keep' }))
  })
  if (replaced.length === 0) return
  const routed = new Set(planning.liveSets.flatMap((live) => live.routed))
  const drains = replaced.some(
    ({ container, isStopped }) => routed.has(container.service) && container.state === 'running' && !isStopped,
  )
  const resource = `project ${planning.project.name}`
  const cause = 'requests in flight end before their container does'
  const drained = drains ? [draft.add({ kind: 'drain', seconds: drainSeconds, resource, cause }, switched)] : switched
  const after = [...drained, ...othersReady()]
  for (const { container, isStopped } of replaced) {
    const end = isStopped ? removeContainer : endContainer
    end(planning, container, 'another container carries the service', after)
  }
}

/**
 * Ends containers of services that are not wanted any more, when everything that is wanted is ready, and one-off containers that an
 * interrupted operation left. One-off containers that run are somebody's.
 */
export function planOrphans(planning: Planning, gone: ReadonlyMap<string, string>): void {
  const { draft, observed } = planning
  const after = draft.idsOf('wait-ready', 'write-configuration', 'switch-routes')
  for (const container of observed.containers) {
    if (gone.has(container.id) || container.state === 'removing') continue
    const cause = orphanCause(planning, container)
    if (cause !== undefined) endContainer(planning, container, cause, after)
  }
}

function orphanCause({ decisions }: Planning, { oneOff, service, state }: ObservedContainer): string | undefined {
  if (!oneOff) return decisions.has(service) ? undefined : 'its service is not wanted any more'
  const left = state === 'exited' || state === 'dead' || state === 'created'
  return left ? 'left by an interrupted operation' : undefined
}
