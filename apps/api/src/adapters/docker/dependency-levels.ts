import { dependencyOrder } from '@fun/reconcile/dependency-order'
import { labels } from '@fun/reconcile/labels'
import type { ContainerInspectInfo } from 'dockerode'

export interface StackContainer {
  info: ContainerInspectInfo
  name: string
  service: string
  dependencies: Array<{ service: string; condition: string }>
}

/** Long-running containers of a stack, dependencies first, as their own labels tell: no other knowledge of the stack is needed. */
export function inDependencyOrder(infos: readonly ContainerInspectInfo[]): StackContainer[] {
  const containers = infos.filter((info) => info.Config.Labels[labels.oneOff] !== 'True').map(toStackContainer)
  const order = dependencyOrder(
    new Map(containers.map((container) => [container.service, container.dependencies.map(({ service }) => service)])),
  )
  return order.flatMap((service) => containers.filter((container) => container.service === service))
}

/** The same containers in groups: each group's dependencies are in groups before it. */
export function dependencyLevels(containers: readonly StackContainer[]): StackContainer[][] {
  const levelOf = new Map<string, number>()
  const levels: StackContainer[][] = []
  for (const container of containers) {
    const below = container.dependencies.map(({ service }) => levelOf.get(service) ?? -1)
    const level = Math.max(-1, ...below) + 1
    levelOf.set(container.service, level)
    levels[level] = [...(levels[level] ?? []), container]
  }
  return levels
}

function toStackContainer(info: ContainerInspectInfo): StackContainer {
  const dependencies = (info.Config.Labels[labels.dependsOn] ?? '')
    .split(',')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [service = '', condition = 'service_started'] = entry.split(':')
      return { service, condition }
    })
  return {
    info,
    name: info.Name.replace(/^\//, ''),
    service: info.Config.Labels[labels.service] ?? '',
    dependencies,
  }
}
