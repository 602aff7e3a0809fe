import type { ConfigurationSet } from '@fun/compose-model/rendered-environment'
import { labels } from '@fun/reconcile/labels'
import type { ContainerInspectInfo } from 'dockerode'
import {
  type ConfigurationVolume,
  download,
  readLiveState,
  stateFile,
  upload,
  withHelper,
} from './configuration-volumes.ts'
import { type EngineClient, pause } from './engine-client.ts'
import { ConfigurationRefused } from './errors.ts'
import { exec } from './exec.ts'
import { parseArguments } from './lifecycle.ts'
import { liveStateFile, parseLiveState } from './live-state.ts'
import { projectContainers, projectVolumes } from './observe.ts'

type HeldSet = ConfigurationSet & { placement: { kind: 'live' } }

/**
 * Makes the owner of a live set answer requests itself, by one file of the volume; everything else stays as it is. What the file held is
 * kept beside it, so that `releaseRequests` needs to know nothing. Repeating it changes nothing; nothing happens where no owner runs.
 */
export async function holdRequests(
  client: EngineClient,
  project: string,
  set: HeldSet,
  signal: AbortSignal,
): Promise<void> {
  const { hold } = set.placement
  if (hold === undefined) return
  for (const { owner, volume } of await liveOwners(client, project, signal)) {
    if (volume.set !== set.name) continue
    await withHelper(client, volume, signal, async (helperId) => {
      const files = await download(client, helperId, signal)
      const former = files.find((file) => file.path === hold.file)
      const state = parseLiveState(files.find((file) => file.path === liveStateFile)?.content ?? '')
      if (former === undefined || state === undefined) return
      const held = state.held ?? { file: hold.file, content: former.content }
      // The state first: whoever takes over after a cut knows that requests may be held.
      await upload(client, helperId, [stateFile({ ...state, held })], signal)
      await upload(client, helperId, [{ ...former, content: hold.content }], signal)
      await reload(client, owner, set.name, signal).catch(async (error: unknown) => {
        const { held: _, ...rest } = state
        const back = [{ ...former, content: held.content }, stateFile(rest)]
        await upload(client, helperId, back, AbortSignal.timeout(60_000))
        throw error
      })
    })
    await requestsEnded(client, owner.Id, hold.ended, signal)
  }
}

/** Time for the owner to have taken its new configuration, and what a request that was begun before may take. */
const reloadMs = 2000
const requestMsMax = 30_000

/** Waits for requests that were begun before; those that take longer are left to themselves. */
async function requestsEnded(
  client: EngineClient,
  ownerId: string,
  ended: string[] | undefined,
  signal: AbortSignal,
): Promise<void> {
  await pause(reloadMs, signal)
  const deadline = Date.now() + requestMsMax
  while (ended !== undefined && Date.now() < deadline) {
    const { exitCode } = await exec(client, ownerId, ended, signal)
    if (exitCode === 0) return
    await pause(250, signal)
  }
}

/** Lets requests through again wherever a live set of the project holds them. Resolves with the names of those sets. */
export async function releaseRequests(client: EngineClient, project: string, signal: AbortSignal): Promise<string[]> {
  const released: string[] = []
  for (const { owner, volume, folder } of await liveOwners(client, project, signal)) {
    const state = await readLiveState(client, owner.Id, folder, signal)
    const held = state?.held
    if (state === undefined || held === undefined) continue
    const { held: _, ...rest } = state
    await withHelper(client, volume, signal, async (helperId) => {
      await upload(client, helperId, [{ path: held.file, content: held.content, mode: 0o644 }], signal)
      await reload(client, owner, volume.set, signal)
      await upload(client, helperId, [stateFile(rest)], signal)
    })
    released.push(volume.set)
  }
  // Whoever hears that requests pass again finds that they do.
  if (released.length > 0) await pause(reloadMs, signal)
  return released
}

interface LiveOwner {
  owner: ContainerInspectInfo
  volume: ConfigurationVolume
  folder: string
}

/** Running containers that own a live set, each with its volume. */
async function liveOwners(client: EngineClient, project: string, signal: AbortSignal): Promise<LiveOwner[]> {
  const [infos, volumes] = await Promise.all([
    projectContainers(client, project, signal),
    projectVolumes(client, project, signal),
  ])
  return volumes.flatMap(({ Name, Labels }) => {
    const set = Labels[labels.configurationSet]
    if (set === undefined || Labels[labels.configurationPlacement] !== 'live') return []
    return infos.flatMap((owner) => {
      const mount = owner.Mounts.find((candidate) => candidate.Name === Name)
      if (mount === undefined || !owner.State.Running || owner.Config.Labels[labels.reload] === undefined) return []
      return [{ owner, folder: mount.Destination, volume: { project, set, name: Name, imageId: owner.Image } }]
    })
  })
}

async function reload(
  client: EngineClient,
  owner: ContainerInspectInfo,
  set: string,
  signal: AbortSignal,
): Promise<void> {
  const argv = parseArguments(owner.Config.Labels[labels.reload])
  if (argv === undefined) return
  const { exitCode, output } = await exec(client, owner.Id, argv, signal)
  if (exitCode !== 0) throw new ConfigurationRefused(set, owner.Config.Labels[labels.service] ?? '', output)
}
