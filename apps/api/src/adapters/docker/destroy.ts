import { labels } from '@fun/reconcile/labels'
import type { LogLine } from '../../ports.ts'
import { removeContainer } from './containers.ts'
import { dependencyLevels, inDependencyOrder } from './dependency-levels.ts'
import { type EngineClient, unlessGone } from './engine-client.ts'
import { stopLevels } from './lifecycle.ts'
import { projectContainers, projectNetworks, projectVolumes } from './observe.ts'

/**
 * Removes a project's containers, networks and configuration volumes, and with `removeData` every other volume. Repeating it finishes what an
 * interrupted run began. Images stay: other environments may use them.
 */
export async function destroyStack(
  client: EngineClient,
  project: string,
  removeData: boolean,
  onLine: LogLine,
  signal: AbortSignal,
): Promise<void> {
  const infos = await projectContainers(client, project, signal)
  await stopLevels(client, dependencyLevels(inDependencyOrder(infos)), onLine, signal)
  await Promise.all(
    infos.map(async (info) => {
      onLine(`removing container ${info.Name.replace(/^\//, '')}`)
      await removeContainer(client, info.Id, signal)
    }),
  )
  for (const network of await projectNetworks(client, project, signal)) {
    onLine(`removing network ${network.name}`)
    await removeNetwork(client, network.id, signal)
  }
  for (const volume of await projectVolumes(client, project, signal)) {
    if (!removeData && volume.Labels[labels.configurationSet] === undefined) continue
    onLine(`removing volume ${volume.Name}`)
    await removeVolume(client, volume.Name, signal)
  }
}

/** Nothing happens when the network is gone. */
export async function removeNetwork(client: EngineClient, networkId: string, signal: AbortSignal): Promise<void> {
  await unlessGone(
    client.call(`remove the network ${networkId}`, signal, (abortSignal, docker) =>
      docker.getNetwork(networkId).remove({ abortSignal }),
    ),
  )
}

/** Nothing happens when the volume is gone. A volume in use is refused (409). */
export async function removeVolume(client: EngineClient, name: string, signal: AbortSignal): Promise<void> {
  await unlessGone(
    client.call(`remove the volume ${name}`, signal, (abortSignal, docker) =>
      docker.getVolume(name).remove({ abortSignal }),
    ),
  )
}
