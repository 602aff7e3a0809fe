import type { ComposeService } from '@fun/compose-model/compose-project'
import type { ConfigurationSet } from '@fun/compose-model/rendered-environment'
import { labels } from '@fun/reconcile/labels'
import { configurationVolumeKey, networkName, volumeName } from '@fun/reconcile/names'
import type { Action } from '@fun/reconcile/plan'
import type { WantedStack } from '@fun/reconcile/stack'
import type { ContainerInspectInfo } from 'dockerode'
import type { ApplyContext } from '../../ports.ts'
import { fillImmutable, writeLive } from './configuration-volumes.ts'
import { connectNetworks, createContainer, removeContainer, startContainer, stopContainer } from './containers.ts'
import { createBody, interpolateService } from './create-body.ts'
import { removeNetwork, removeVolume } from './destroy.ts'
import { type EngineClient, isStatus, pause, untilAborted } from './engine-client.ts'
import { holdRequests } from './hold-requests.ts'
import { containerLabels, networkLabels, volumeLabels } from './labels.ts'
import { projectContainers } from './observe.ts'
import { runJob } from './run-job.ts'
import { askStillServing } from './serving.ts'
import { notReady, waitReady } from './wait-ready.ts'

/** What actions need beside themselves. */
export interface ActionInput {
  client: EngineClient
  wanted: WantedStack
  context: ApplyContext
  environmentsFolder: string
  readyTimeoutMsMax: number
  /** True when the plan also makes a container for this service: its image must be there before the old one is stopped. */
  isReplaced(service: string): boolean
  /** Told before a running owner gets new routes for a set; `undo` points it to where it pointed before. */
  onSwitching(set: string, undo: () => Promise<void>): void
}

/** Carries out one action. Repeating one that was carried out changes nothing. */
export async function runAction(input: ActionInput, action: Action, signal: AbortSignal): Promise<void> {
  const { client, wanted } = input
  const { rendered } = wanted
  switch (action.kind) {
    case 'create-network':
      return await createNetwork(input, action.key, signal)
    case 'remove-network':
      return await removeNetwork(client, action.networkId, signal)
    case 'create-volume':
      return await createVolume(input, action.key, signal)
    case 'remove-volume':
      return await removeUnused(input, action.resource, removeVolume(client, action.name, signal))
    case 'write-configuration':
      return await writeConfiguration(input, action.set, action.routes, signal)
    case 'switch-routes':
      return await writeConfiguration(input, action.set, action.routes, signal)
    case 'hold-requests': {
      const set = rendered.configuration.find((candidate) => candidate.name === action.set)
      return set !== undefined && isLive(set)
        ? await holdRequests(client, rendered.project.name, set, signal)
        : undefined
    }
    case 'create-container':
      return await createServiceContainer(input, action, signal)
    case 'start-container':
      return await startContainer(client, action.containerName, signal)
    case 'wait-ready': {
      const { containerName, service, condition } = action
      const heartbeats = condition === 'serving' ? rendered.heartbeats.filter((h) => h.service === service) : []
      const timeoutMsMax = input.readyTimeoutMsMax
      return await waitReady(client, { containerName, service, heartbeats, timeoutMsMax }, signal)
    }
    case 'run-job':
      return await runJob(input, action.job, signal)
    case 'drain':
      return await pause(action.seconds * 1000, signal)
    case 'stop-container':
      if (input.isReplaced(action.service)) await input.context.imageReady(definitionOf(wanted, action.service).image)
      return await stopContainer(client, action.containerId, action.graceSeconds, signal)
    case 'remove-container':
      return await removeContainer(client, action.containerId, signal)
  }
}

/** The wanted definition of a service or job. Throws RangeError for a plan that was made for another stack. */
export function definitionOf(wanted: WantedStack, service: string): ComposeService {
  const definition = wanted.rendered.project.services[service]
  if (definition === undefined) throw new RangeError(`the wanted stack has no service ${service}`)
  return definition
}

async function createNetwork({ client, wanted }: ActionInput, key: string, signal: AbortSignal): Promise<void> {
  const { project } = wanted.rendered
  const definition = project.networks[key] ?? {}
  const options = {
    Name: networkName(project, key),
    CheckDuplicate: true,
    Driver: definition.driver ?? 'bridge',
    Internal: definition.internal ?? false,
    Labels: networkLabels(wanted, key),
  }
  try {
    await client.call(`create the network ${options.Name}`, signal, (abortSignal, docker) =>
      docker.createNetwork({ ...options, abortSignal }),
    )
  } catch (error) {
    if (!isStatus(error, 409)) throw error
  }
}

async function createVolume({ client, wanted }: ActionInput, key: string, signal: AbortSignal): Promise<void> {
  const { project, configuration } = wanted.rendered
  const definition = project.volumes[key] ?? {}
  const set = configuration.find((candidate) => configurationVolumeKey(project, candidate) === key)
  const options = {
    Name: volumeName(project, key),
    Driver: definition.driver ?? 'local',
    DriverOpts: definition.driver_opts ?? {},
    Labels: volumeLabels(wanted, key, set),
  }
  await client.call(`create the volume ${options.Name}`, signal, (abortSignal, docker) =>
    docker.createVolume({ ...options, abortSignal }),
  )
}

/** A volume that something outside of the plan still mounts stays for the next plan. */
async function removeUnused({ context }: ActionInput, resource: string, removal: Promise<void>): Promise<void> {
  try {
    await removal
  } catch (error) {
    if (!isStatus(error, 409)) throw error
    context.onLine(resource, 'still in use, left for the next plan')
  }
}

/** Gives a set's volume its content; a running owner of a live set is pointed to the routes. */
export async function writeConfiguration(
  input: ActionInput,
  name: string,
  routes: Record<string, string> | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { client, wanted, context } = input
  const set = wanted.rendered.configuration.find((candidate) => candidate.name === name)
  if (set === undefined) throw new RangeError(`the wanted stack has no configuration set ${name}`)
  const imageId = await untilAborted(context.imageReady(imageFor(wanted, set)), signal)
  if (isLive(set)) {
    const infos = await projectContainers(client, wanted.rendered.project.name, signal)
    const ownerId = runningOwner(infos, set.placement.service)
    const confirmed = ownerId === undefined ? Promise.resolve() : confirmServing(input, infos, routes ?? {}, signal)
    // It is awaited when the helper is there; until then its failure is nobody's.
    confirmed.catch(() => undefined)
    const onSwitching = (undo: () => Promise<void>) => input.onSwitching(name, undo)
    const target = { imageId, ownerId, confirmed, onSwitching }
    return await writeLive(client, wanted, set, routes ?? {}, target, signal)
  }
  await fillImmutable(client, wanted, set, imageId, signal)
}

const isLive = (set: ConfigurationSet): set is ConfigurationSet & { placement: { kind: 'live' } } =>
  set.placement.kind === 'live'

/** Any image does for a helper that never starts; the one that mounts the set is needed anyway. */
function imageFor(wanted: WantedStack, set: ConfigurationSet): string {
  const { project } = wanted.rendered
  const key = configurationVolumeKey(project, set)
  const mounting = Object.values(project.services).find((service) =>
    (service.volumes ?? []).some((mount) => mount.type === 'volume' && mount.source === key),
  )
  if (mounting === undefined) throw new RangeError(`no service mounts the configuration set ${set.name}`)
  return mounting.image
}

const runningOwner = (infos: ContainerInspectInfo[], service: string): string | undefined =>
  infos.find(
    (info) =>
      info.State.Running &&
      info.Config.Labels[labels.service] === service &&
      info.Config.Labels[labels.oneOff] !== 'True',
  )?.Id

/** New containers that traffic is about to be sent to are asked once more. Throws ContainerNotReady. */
async function confirmServing(
  { client, wanted, isReplaced }: ActionInput,
  infos: ContainerInspectInfo[],
  routes: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const asked = wanted.rendered.heartbeats.flatMap((heartbeat) => {
    const containerName = routes[heartbeat.service]
    const info = infos.find((each) => each.Name === `/${containerName}`)
    if (containerName === undefined || info === undefined || !isReplaced(heartbeat.service)) return []
    return [{ heartbeat, containerName, info }]
  })
  await Promise.all(
    asked.map(async ({ heartbeat, containerName, info }) => {
      const runs = info.State.Running
      const answer = runs ? await askStillServing(client, info.Id, heartbeat, signal) : 'it had ended'
      if (answer === undefined) return
      const reason = `it was ready, but before traffic was sent to it ${answer}`
      throw await notReady(client, { containerName, service: heartbeat.service }, info, reason, signal)
    }),
  )
}

async function createServiceContainer(
  input: ActionInput,
  action: Extract<Action, { kind: 'create-container' }>,
  signal: AbortSignal,
): Promise<void> {
  const { client, wanted, context, environmentsFolder } = input
  const { project } = wanted.rendered
  const { service, number, containerName: name } = action
  const definition = definitionOf(wanted, service)
  const imageId = await untilAborted(context.imageReady(definition.image), signal)
  signal.throwIfAborted()
  const own = containerLabels({ wanted, service, definition, number, imageId, environmentsFolder })
  // A revision that is gone back to names its images by id: their tags may have moved since.
  const exact = wanted.back === undefined ? definition : { ...definition, image: imageId }
  const body = createBody(project, interpolateService(exact, context.secrets), {
    name,
    labels: own,
    serviceName: service,
  })
  const id = await createContainer(client, body, signal)
  await connectNetworks(client, project, definition, { id, serviceName: service }, signal)
}
