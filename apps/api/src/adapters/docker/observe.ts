import { labels } from '@fun/reconcile/labels'
import type { ObservedContainer, ObservedStack } from '@fun/reconcile/stack'
import type { ContainerInspectInfo, VolumeInspectInfo } from 'dockerode'
import { readLiveState } from './configuration-volumes.ts'
import { inspectContainer } from './containers.ts'
import { drift, memoryByHand } from './drift.ts'
import type { EngineClient } from './engine-client.ts'

/** Reads a project's stack off the engine, in a handful of calls. `completedJobs` comes from PostgreSQL and is passed through. */
export async function observeStack(
  client: EngineClient,
  project: string,
  completedJobs: Record<string, string>,
  signal: AbortSignal,
): Promise<ObservedStack> {
  const [infos, networks, volumes] = await Promise.all([
    projectContainers(client, project, signal),
    projectNetworks(client, project, signal),
    projectVolumes(client, project, signal),
  ])
  const live = await liveStates(client, infos, volumes, signal)
  return {
    containers: toContainers(infos),
    networks,
    volumes: volumes.map((volume) => ({
      name: volume.Name,
      key: volume.Labels[labels.volume] ?? '',
      configHash: volume.Labels[labels.configHash] ?? '',
      labels: volume.Labels,
    })),
    live,
    completedJobs,
  }
}

/** The same for containers alone: what health and drift are read from. */
export async function observeContainers(
  client: EngineClient,
  project: string,
  signal: AbortSignal,
): Promise<ObservedContainer[]> {
  return toContainers(await projectContainers(client, project, signal))
}

const toContainers = (infos: ContainerInspectInfo[]): ObservedContainer[] =>
  infos.map(observedContainer).sort((a, b) => (a.name < b.name ? -1 : 1))

const ofProject = (project: string): string => JSON.stringify({ label: [`${labels.project}=${project}`] })

/** All containers of a project, inspected. Those that vanish meanwhile are left out. */
export async function projectContainers(
  client: EngineClient,
  project: string,
  signal: AbortSignal,
): Promise<ContainerInspectInfo[]> {
  const listed = await client.call('list containers', signal, (abortSignal, docker) =>
    docker.listContainers({ all: true, filters: ofProject(project), abortSignal }),
  )
  const infos = await Promise.all(listed.map(({ Id }) => inspectContainer(client, Id, signal)))
  return infos.filter((info) => info !== undefined)
}

export async function projectNetworks(
  client: EngineClient,
  project: string,
  signal: AbortSignal,
): Promise<ObservedStack['networks']> {
  const networks = await client.call('list networks', signal, (abortSignal, docker) =>
    docker.listNetworks({ filters: ofProject(project), abortSignal }),
  )
  return networks.map((network) => ({
    id: network.Id,
    name: network.Name,
    key: network.Labels?.[labels.network] ?? '',
    configHash: network.Labels?.[labels.configHash] ?? '',
  }))
}

export async function projectVolumes(
  client: EngineClient,
  project: string,
  signal: AbortSignal,
): Promise<VolumeInspectInfo[]> {
  const answer = await client.call('list volumes', signal, (abortSignal, docker) =>
    docker.listVolumes({ filters: ofProject(project), abortSignal }),
  )
  return [...(answer.Volumes ?? [])].sort((a, b) => (a.Name < b.Name ? -1 : 1))
}

function observedContainer(info: ContainerInspectInfo): ObservedContainer {
  const own = info.Config.Labels
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    service: own[labels.service] ?? '',
    number: Number(own[labels.containerNumber] ?? '1'),
    oneOff: own[labels.oneOff] === 'True',
    state: containerState(info.State.Status),
    health: containerHealth(info.State.Health?.Status),
    configHash: own[labels.configHash] ?? '',
    imageId: info.Image,
    imageReference: own[labels.imageReference] ?? info.Config.Image,
    labels: own,
    drift: drift(info),
    ...memoryByHand(info),
  }
}

function containerState(status: string): ObservedContainer['state'] {
  switch (status) {
    case 'created':
    case 'running':
    case 'restarting':
    case 'paused':
    case 'exited':
    case 'removing':
    case 'dead':
      return status
    default:
      return 'dead'
  }
}

function containerHealth(status: string | undefined): ObservedContainer['health'] {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : 'none'
}

async function liveStates(
  client: EngineClient,
  infos: ContainerInspectInfo[],
  volumes: VolumeInspectInfo[],
  signal: AbortSignal,
): Promise<ObservedStack['live']> {
  const live: ObservedStack['live'] = {}
  for (const volume of volumes) {
    const set = volume.Labels[labels.configurationSet]
    if (set === undefined || volume.Labels[labels.configurationPlacement] !== 'live') continue
    for (const info of infos) {
      const mount = info.Mounts.find((candidate) => candidate.Name === volume.Name)
      if (mount === undefined) continue
      const state = await readLiveState(client, info.Id, mount.Destination, signal)
      const { hash, routes, files, held } = state ?? {}
      if (hash !== undefined && routes !== undefined)
        live[set] = { hash, routes, files: files ?? [], held: held !== undefined }
      break
    }
  }
  return live
}
