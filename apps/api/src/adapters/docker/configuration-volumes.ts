import { randomBytes } from 'node:crypto'
import type { ConfigurationSet } from '@fun/compose-model/rendered-environment'
import { labels } from '@fun/reconcile/labels'
import { configurationVolumeKey, volumeName } from '@fun/reconcile/names'
import { applyRoutes } from '@fun/reconcile/routes'
import type { WantedStack } from '@fun/reconcile/stack'
import { type ArchiveFile, packFiles, unpackFiles } from './archive.ts'
import { createContainer, removeContainer } from './containers.ts'
import { type EngineClient, unlessGone } from './engine-client.ts'
import { ConfigurationRefused } from './errors.ts'
import { exec } from './exec.ts'
import { type LiveState, liveStateFile, parseLiveState } from './live-state.ts'

const mountPoint = '/fun-configuration'

/** Fills the volume of an immutable set. `imageId`: any image on the engine; nothing of it is run. Repeating it changes nothing. */
export async function fillImmutable(
  client: EngineClient,
  wanted: WantedStack,
  set: ConfigurationSet,
  imageId: string,
  signal: AbortSignal,
): Promise<void> {
  await withVolume(client, wanted, set, imageId, signal, (helperId) => upload(client, helperId, set.files, signal))
}

/** Where a live set is written: through a helper made from `imageId`, for the running owner `ownerId`, once `confirmed` resolves. */
export interface LiveTarget {
  imageId: string
  ownerId: string | undefined
  /** Rejects when what the routes name must not get traffic after all: nothing is written then. */
  confirmed: Promise<void>
  /** Told before a running owner is given anything new; `undo` puts the former content back in the same way. */
  onSwitching(undo: () => Promise<void>): void
}

/**
 * Gives a live set's volume its content with the routes in it. A running owner then checks it and reads it again; when it refuses, the former
 * files are put back and ConfigurationRefused is thrown, while the owner goes on serving what it has loaded. Any other failure may come
 * when the owner has loaded the new content already: then only the undo helps.
 */
export async function writeLive(
  client: EngineClient,
  wanted: WantedStack,
  set: ConfigurationSet & { placement: { kind: 'live' } },
  routes: Record<string, string>,
  target: LiveTarget,
  signal: AbortSignal,
): Promise<void> {
  let former: ArchiveFile[] = []
  const files = set.files.map((file) => ({ ...file, content: applyRoutes(file.content, routes) }))
  const added = () => files.filter((file) => !former.some((f) => f.path === file.path))
  const undo = async () => {
    const inTime = AbortSignal.timeout(60_000)
    await withVolume(client, wanted, set, target.imageId, inTime, async (helperId) => {
      await upload(client, helperId, [...former, ...added().map(emptied)], inTime)
      if (target.ownerId !== undefined) await load(client, set, target.ownerId, inTime)
    })
  }
  await withVolume(client, wanted, set, target.imageId, signal, async (helperId) => {
    former = await download(client, helperId, signal)
    const left = former.filter((file) => file.path !== liveStateFile && !files.some((f) => f.path === file.path))
    await target.confirmed
    if (target.ownerId !== undefined) target.onSwitching(undo)
    await upload(client, helperId, [...files, ...left.map(emptied)], signal)
    if (target.ownerId !== undefined) {
      const restore = () => upload(client, helperId, [...former, ...added().map(emptied)], AbortSignal.timeout(60_000))
      await loadOrRestore(client, set, target.ownerId, restore, signal)
    }
    await upload(
      client,
      helperId,
      [stateFile({ hash: set.hash, routes, files: files.map((file) => file.path) })],
      signal,
    )
  })
}

async function loadOrRestore(
  client: EngineClient,
  set: ConfigurationSet & { placement: { kind: 'live' } },
  ownerId: string,
  restore: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await load(client, set, ownerId, signal)
  } catch (error) {
    await restore()
    throw error
  }
}

/** Lets the owner check what its volume holds, then read it. Throws ConfigurationRefused. */
async function load(
  client: EngineClient,
  set: ConfigurationSet & { placement: { kind: 'live' } },
  ownerId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const argv of [set.placement.check, set.placement.reload]) {
    const { exitCode, output } = await exec(client, ownerId, argv, signal)
    if (exitCode !== 0) throw new ConfigurationRefused(set.name, set.placement.service, output)
  }
}

/** What a live set's volume holds, read through any container that mounts it; undefined when it holds nothing of ours. */
export async function readLiveState(
  client: EngineClient,
  containerId: string,
  folder: string,
  signal: AbortSignal,
): Promise<LiveState | undefined> {
  const files = await unlessGone(readFiles(client, containerId, `${folder}/${liveStateFile}`, signal))
  const [file] = files ?? []
  return file === undefined ? undefined : parseLiveState(file.content)
}

async function withVolume(
  client: EngineClient,
  wanted: WantedStack,
  set: ConfigurationSet,
  imageId: string,
  signal: AbortSignal,
  use: (helperId: string) => Promise<void>,
): Promise<void> {
  const { project } = wanted.rendered
  const key = configurationVolumeKey(project, set)
  if (key === undefined) return
  const volume = { project: project.name, set: set.name, name: volumeName(project, key), imageId }
  await withHelper(client, volume, signal, use)
}

/** The volume of a set, with any image that the engine has. */
export interface ConfigurationVolume {
  project: string
  set: string
  name: string
  imageId: string
}

/**
 * Runs `use` with a helper container that mounts the set's volume and never starts, then removes the helper. One that could not be removed
 * is no failure of what was done with it: the next plan removes it.
 */
export async function withHelper(
  client: EngineClient,
  { project, set, name, imageId }: ConfigurationVolume,
  signal: AbortSignal,
  use: (helperId: string) => Promise<void>,
): Promise<void> {
  const helperId = await createContainer(
    client,
    {
      name: `${project}-configuration-${set}-${randomBytes(4).toString('hex')}`,
      Image: imageId,
      Entrypoint: ['/never-started'],
      Labels: { [labels.project]: project, [labels.oneOff]: 'True', [labels.configurationSet]: set },
      HostConfig: {
        NetworkMode: 'none',
        Mounts: [{ Type: 'volume', Source: name, Target: mountPoint, ReadOnly: false }],
      },
    },
    signal,
  )
  try {
    await use(helperId)
  } finally {
    await removeContainer(client, helperId, AbortSignal.timeout(30_000)).catch(() => undefined)
  }
}

/** Writes files to the volume of a helper. */
export async function upload(
  client: EngineClient,
  helperId: string,
  files: readonly ArchiveFile[],
  signal: AbortSignal,
): Promise<void> {
  const tar = await packFiles(files)
  await client.call('upload configuration', signal, (abortSignal, docker) =>
    docker.getContainer(helperId).putArchive(tar, { path: mountPoint, abortSignal }),
  )
}

/** All files of a helper's volume. */
export async function download(client: EngineClient, helperId: string, signal: AbortSignal): Promise<ArchiveFile[]> {
  const files = await readFiles(client, helperId, `${mountPoint}/.`, signal)
  return files.map((file) => ({ ...file, path: file.path.replace(/^\.?\/?(fun-configuration\/)?(\.\/)?/, '') }))
}

async function readFiles(
  client: EngineClient,
  containerId: string,
  path: string,
  signal: AbortSignal,
): Promise<ArchiveFile[]> {
  return await client.call(`read ${path}`, signal, async (abortSignal, docker) => {
    const tar = await docker.getContainer(containerId).getArchive({ path, abortSignal })
    return await unpackFiles(tar)
  })
}

const emptied = (file: { path: string; mode: number }): ArchiveFile => ({
  path: file.path,
  content: '',
  mode: file.mode,
})

/** The file that says what a live set's volume holds. */
export const stateFile = (state: LiveState): ArchiveFile => ({
  path: liveStateFile,
  content: `${JSON.stringify(state)}\n`,
  mode: 0o644,
})
