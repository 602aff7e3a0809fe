import type { ComposeService } from '@fun/compose-model/compose-project'
import type { Rollout } from '@fun/compose-model/rendered-environment'
import { configHash } from './config-hash.ts'
import { explainChange } from './explain-change.ts'
import type { ObservedContainer, ObservedStack, WantedStack } from './stack.ts'

/**
 * How a service is replaced. `stop-first`: as `start-first`, but the old container is stopped before the new one starts, and kept until the
 * new one serves.
 */
export type ServiceRollout = Rollout | 'stop-first'

/** What happens to one long-running service. `superseded`: containers that end when the decision has been carried out. */
export type ServiceDecision = { service: string; rollout: ServiceRollout; superseded: ObservedContainer[] } & (
  | { kind: 'keep'; container: ObservedContainer }
  | { kind: 'start'; container: ObservedContainer; cause: string }
  /** `fullCause` names every attribute that differs, `cause` the first of them. */
  | { kind: 'create'; number: number; cause: string; fullCause: string; drift: string[] }
)

/**
 * Decides for every service without a profile. `gone` holds ids of containers that are removed beforehand because their network is made
 * anew; `networkCause` says so per service.
 */
export function decideServices(
  observed: ObservedStack,
  wanted: WantedStack,
  gone: ReadonlyMap<string, string>,
): Map<string, ServiceDecision> {
  const decisions = new Map<string, ServiceDecision>()
  for (const [service, definition] of Object.entries(wanted.rendered.project.services)) {
    if (!isLongRunning(definition)) continue
    const containers = observed.containers.filter((c) => c.service === service && !c.oneOff)
    decisions.set(service, decide(service, definition, containers, wanted, observed, gone))
  }
  return decisions
}

/** Services of a profile are one-off jobs; all others run until they are stopped. */
export const isLongRunning = (service: ComposeService): boolean => (service.profiles ?? []).length === 0

function decide(
  service: string,
  definition: ComposeService,
  containers: ObservedContainer[],
  wanted: WantedStack,
  observed: ObservedStack,
  gone: ReadonlyMap<string, string>,
): ServiceDecision {
  const rollout = effectiveRollout(service, definition, wanted)
  const present = containers.filter((c) => c.state !== 'removing' && !gone.has(c.id))
  const reasons = new Map(present.map((c) => [c.id, replaceReason(c, definition, wanted)]))
  const routed = new Set(Object.values(observed.live).map((live) => live.routes[service]))
  const upToDate = present
    .filter((c) => reasons.get(c.id) === undefined)
    .sort((a, b) => preference(b, routed) - preference(a, routed) || a.number - b.number)
  const [best] = upToDate
  if (best !== undefined) {
    const superseded = present.filter((c) => c.id !== best.id)
    if (best.state === 'running' || best.state === 'restarting')
      return { kind: 'keep', service, rollout, superseded, container: best }
    return { kind: 'start', service, rollout, superseded, container: best, cause: `it is ${best.state}` }
  }
  const [old] = [...present].sort((a, b) => preference(b, routed) - preference(a, routed) || a.number - b.number)
  const removed = containers.find((c) => gone.has(c.id))
  const cause = (old && reasons.get(old.id)) ?? (removed && gone.get(removed.id)) ?? 'not found'
  const number =
    rollout === 'recreate'
      ? (old?.number ?? removed?.number ?? 1)
      : freeNumber(containers.filter((c) => !gone.has(c.id)))
  const fullCause = (old && replaceReason(old, definition, wanted, Number.POSITIVE_INFINITY)) ?? cause
  return { kind: 'create', service, rollout, superseded: present, number, cause, fullCause, drift: old?.drift ?? [] }
}

/** Two containers cannot publish one host port, so a service that publishes any cannot run beside its successor. */
function effectiveRollout(service: string, definition: ComposeService, wanted: WantedStack): ServiceRollout {
  if ((definition.ports ?? []).length > 0) return 'recreate'
  const rollout = wanted.rendered.rollout[service] ?? 'recreate'
  return rollout === 'start-first' ? (wanted.rollout ?? rollout) : rollout
}

/** Why a container cannot stay, all of it: image and definition, else what was changed by hand; undefined when it can. */
function replaceReason(
  container: ObservedContainer,
  definition: ComposeService,
  wanted: WantedStack,
  shownMax = 3,
): string | undefined {
  if (container.configHash === '') return 'made by another tool'
  const wantedChanges = [
    imageReason(container, definition, wanted),
    definitionReason(container, definition, wanted, shownMax),
  ]
  const reasons = wantedChanges.filter((reason) => reason !== undefined)
  if (reasons.length > 0) return reasons.join(', ')
  if (container.drift.length > 0) return `changed by hand: ${container.drift.join('; ')}`
  if (container.state === 'dead') return 'it is dead'
  return undefined
}

function imageReason(
  { imageReference, imageId }: ObservedContainer,
  { image }: ComposeService,
  { imageIds }: WantedStack,
): string | undefined {
  if (imageReference !== image) return `image changed ${imageReference} → ${withoutCommonName(imageReference, image)}`
  const wantedId = imageIds[image]
  if (wantedId === undefined || wantedId === imageId) return undefined
  return `image changed ${image} ${shortId(imageId)} → ${shortId(wantedId)}`
}

function definitionReason(
  { configHash: hash, labels }: ObservedContainer,
  definition: ComposeService,
  { secretVersions }: WantedStack,
  shownMax: number,
): string | undefined {
  if (hash === configHash(definition, secretVersions)) return undefined
  const changes = explainChange(labels, definition, secretVersions)
  return `configuration changed${changes.length === 0 ? '' : `: ${shorten(changes, shownMax)}`}`
}

const shorten = (changes: string[], shownMax: number): string =>
  changes.length <= shownMax
    ? changes.join('; ')
    : `${changes.slice(0, shownMax).join('; ')} and ${changes.length - shownMax} more`

function withoutCommonName(before: string, after: string): string {
  const name = after.slice(0, after.lastIndexOf(':'))
  return name !== '' && before.startsWith(`${name}:`) ? after.slice(name.length) : after
}

const shortId = (imageId: string): string => imageId.replace('sha256:', '').slice(0, 12)

/** Which of several containers is rather kept: one that runs, then one that is ready, then one that requests go to. */
export function preference(container: ObservedContainer, routed: ReadonlySet<string | undefined>): number {
  const running = container.state === 'running' || container.state === 'restarting' ? 4 : 0
  const ready = container.health === 'healthy' || container.health === 'none' ? 2 : 0
  return running + (running > 0 ? ready : 0) + (routed.has(container.name) ? 1 : 0)
}

function freeNumber(containers: ObservedContainer[]): number {
  const taken = new Set(containers.map((c) => c.number))
  let number = 1
  while (taken.has(number)) number += 1
  return number
}
