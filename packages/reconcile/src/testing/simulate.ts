import { canonicalJson } from '@fun/compose-model/content-hash'
import { comparableService, configHash, networkHash, usedSecretVersions, volumeHash } from '../config-hash.ts'
import { labels } from '../labels.ts'
import { configurationVolumeKey, networkName, volumeName } from '../names.ts'
import type { Action, Plan } from '../plan.ts'
import type { ObservedContainer, ObservedStack, WantedStack } from '../stack.ts'

/**
 * The stack after a plan was applied to it, or after its first actions only (`count`: the worker was killed there). Throws when an action
 * meets what an engine would refuse.
 */
export function simulate(
  observed: ObservedStack,
  wanted: WantedStack,
  plan: Plan,
  count = plan.actions.length,
): ObservedStack {
  const stack = structuredClone(observed)
  const done = new Set<number>()
  for (const action of plan.actions.slice(0, count)) {
    for (const id of action.after) if (!done.has(id)) throw new Error(`#${action.id} stands before #${id}`)
    apply(stack, wanted, action)
    done.add(action.id)
  }
  return stack
}

function apply(stack: ObservedStack, wanted: WantedStack, action: Action): void {
  const { project, configuration, jobs } = wanted.rendered
  switch (action.kind) {
    case 'create-network':
      stack.networks.push({
        id: `network-${action.key}-${stack.networks.length}`,
        name: networkName(project, action.key),
        key: action.key,
        configHash: networkHash(project.networks[action.key] ?? {}),
      })
      return
    case 'remove-network':
      if (stack.containers.length > 0) throw new Error('network has active endpoints')
      stack.networks = stack.networks.filter((network) => network.id !== action.networkId)
      return
    case 'create-volume': {
      const set = configuration.find((candidate) => configurationVolumeKey(project, candidate) === action.key)
      stack.volumes.push({
        name: volumeName(project, action.key),
        key: action.key,
        configHash: volumeHash(project.volumes[action.key] ?? {}),
        labels: {
          ...project.volumes[action.key]?.labels,
          ...(set === undefined ? {} : { [labels.configurationSet]: set.name }),
        },
      })
      return
    }
    case 'remove-volume':
      stack.volumes = stack.volumes.filter((volume) => volume.name !== action.name)
      return
    case 'write-configuration': {
      const set = configuration.find((candidate) => candidate.name === action.set)
      if (action.routes !== undefined)
        stack.live[action.set] = {
          hash: set?.hash ?? '',
          routes: action.routes,
          files: (set?.files ?? []).map((file) => file.path),
        }
      return
    }
    case 'switch-routes':
      stack.live[action.set] = { hash: '', ...stack.live[action.set], routes: action.routes }
      return
    case 'create-container':
      stack.containers.push(newContainer(wanted, action, stack))
      return
    case 'start-container':
      byName(stack, action.containerName).state = 'running'
      return
    case 'wait-ready':
      if (byName(stack, action.containerName).state !== 'running')
        throw new Error(`${action.containerName} does not run`)
      byName(stack, action.containerName).health = 'healthy'
      return
    case 'run-job':
      stack.completedJobs[action.job] = jobs.find((job) => job.name === action.job)?.inputsHash ?? ''
      return
    case 'stop-container':
      byId(stack, action.containerId).state = 'exited'
      return
    case 'remove-container':
      if (byId(stack, action.containerId).state === 'running') throw new Error('container runs')
      stack.containers = stack.containers.filter((container) => container.id !== action.containerId)
      return
    case 'hold-requests': {
      const live = stack.live[action.set]
      if (live !== undefined) live.held = true
      return
    }
    case 'drain':
      return
  }
}

let made = 0

function newContainer(
  wanted: WantedStack,
  action: Extract<Action, { kind: 'create-container' }>,
  stack: ObservedStack,
): ObservedContainer {
  if (stack.containers.some((container) => container.name === action.containerName))
    throw new Error(`name ${action.containerName} is in use`)
  const definition = wanted.rendered.project.services[action.service]
  if (definition === undefined) throw new Error(`no service ${action.service}`)
  made += 1
  return {
    id: `container-${made}`,
    name: action.containerName,
    service: action.service,
    number: action.number,
    oneOff: false,
    state: 'created',
    health: 'none',
    configHash: configHash(definition, wanted.secretVersions),
    imageId: wanted.imageIds[definition.image] ?? `id of ${definition.image}`,
    imageReference: definition.image,
    labels: {
      [labels.serviceDefinition]: canonicalJson(comparableService(definition)),
      [labels.secretVersions]: canonicalJson(usedSecretVersions(definition, wanted.secretVersions)),
    },
    drift: [],
  }
}

function byName(stack: ObservedStack, name: string): ObservedContainer {
  const container = stack.containers.find((candidate) => candidate.name === name)
  if (container === undefined) throw new Error(`no container ${name}`)
  return container
}

function byId(stack: ObservedStack, id: string): ObservedContainer {
  const container = stack.containers.find((candidate) => candidate.id === id)
  if (container === undefined) throw new Error(`no container ${id}`)
  return container
}
