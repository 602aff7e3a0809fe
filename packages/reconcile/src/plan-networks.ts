import { networkHash } from './config-hash.ts'
import { labels } from './labels.ts'
import { networkKeys, networkName } from './names.ts'
import { endContainer, type Planning } from './planning.ts'
import type { ObservedContainer, ObservedStack, WantedStack } from './stack.ts'

type ObservedNetwork = ObservedStack['networks'][number]

/** Networks whose definition differs; they can be changed only by making them anew, without any container on them. */
export function divergedNetworks(observed: ObservedStack, wanted: WantedStack): ObservedNetwork[] {
  const { project } = wanted.rendered
  return observed.networks.filter((network) => {
    const definition = project.networks[network.key]
    return definition !== undefined && network.configHash !== '' && network.configHash !== networkHash(definition)
  })
}

/** Containers on diverged networks with the cause of their removal, by id. */
export function containersOnDiverged(observed: ObservedStack, diverged: ObservedNetwork[]): Map<string, string> {
  const gone = new Map<string, string>()
  for (const network of diverged) {
    for (const container of observed.containers) {
      if (container.oneOff || !networksOf(container).includes(network.key)) continue
      gone.set(container.id, `network ${network.name} is made anew`)
    }
  }
  return gone
}

/** Ends what is in the way, then makes networks that are missing or differ. */
export function planNetworks(planning: Planning, diverged: ObservedNetwork[], gone: ReadonlyMap<string, string>): void {
  const { draft, observed, project } = planning
  for (const container of observed.containers) {
    const cause = gone.get(container.id)
    if (cause === undefined) continue
    endContainer(planning, container, cause, [])
    if (container.state === 'running')
      draft.mark({ kind: 'downtime', resource: `container ${container.name}`, reason: cause })
  }
  const ended = draft.idsOf('remove-container')
  for (const [key, definition] of Object.entries(project.networks).sort()) {
    const name = networkName(project, key)
    const resource = `network ${name}`
    const old = diverged.find((network) => network.key === key)
    const exists = observed.networks.some((network) => network.key === key)
    if (exists && old === undefined) continue
    const cause = old === undefined ? 'not found' : `definition changed to ${JSON.stringify(definition)}`
    const removal =
      old === undefined ? [] : [draft.add({ kind: 'remove-network', networkId: old.id, resource, cause }, ended)]
    planning.networkIds.set(key, [draft.add({ kind: 'create-network', key, resource, cause }, removal)])
  }
}

/** Removes networks of the project that nobody wants any more, after the containers on them. */
export function planUnwantedNetworks(planning: Planning): void {
  const { draft, observed, project } = planning
  const after = draft.idsOf('remove-container')
  for (const network of observed.networks) {
    if (project.networks[network.key] !== undefined) continue
    const resource = `network ${network.name}`
    draft.add({ kind: 'remove-network', networkId: network.id, resource, cause: 'not wanted any more' }, after)
  }
}

/** Network keys of a container by its own labels; `default` for one whose labels do not say. */
function networksOf(container: ObservedContainer): string[] {
  const text = container.labels[labels.serviceDefinition]
  if (text === undefined) return ['default']
  try {
    return networkKeys(JSON.parse(text))
  } catch {
    return ['default']
  }
}
