import { text } from 'node:stream/consumers'
import { labels } from '@fun/reconcile/labels'
import { z } from 'zod'
import type { EngineStorage, PartImage } from '../../ports.ts'
import { type EngineClient, isStatus, unlessGone } from './engine-client.ts'
import { ImageMissing } from './errors.ts'
import { splitReference } from './images.ts'
import { openStream } from './open-stream.ts'

const partLabel = 'io.funplatform.image-part'
const anchorLabel = 'io.funplatform.anchor'
/** Adding up and deleting walk the disk; a full engine takes its time over both. */
const slowTimeoutMsMax = 300_000

const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {})
const bytes = z
  .number()
  .nullish()
  .transform((value) => Math.max(0, value ?? 0))
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? [])

/** `GET /system/df`, as far as it is used here. A size of -1 is one that the engine did not work out. */
const usage = z.object({
  LayersSize: bytes,
  Images: list(z.object({ Labels: texts, Size: bytes, SharedSize: bytes })),
  Volumes: list(z.object({ Name: z.string(), Labels: texts, UsageData: z.object({ Size: bytes }).nullish() })),
  BuildCache: list(z.object({ Size: bytes, InUse: z.boolean(), Shared: z.boolean() })),
})

/** Parts of the platform's image, one entry per tag. Images of others, and dangling ones, have no place here. */
export async function partImages(client: EngineClient, signal: AbortSignal): Promise<PartImage[]> {
  const filters = JSON.stringify({ label: [partLabel] })
  const listed = await client.call('list images', signal, (abortSignal, docker) =>
    docker.listImages({ filters, abortSignal }),
  )
  return listed.flatMap(({ Id: imageId, RepoTags, Labels, Created }) =>
    (RepoTags ?? [])
      .filter((reference) => !reference.startsWith('<none>'))
      .map((reference) => ({
        reference,
        imageId,
        part: Labels?.[partLabel] ?? '',
        operationId: Labels?.[labels.operation] ?? '',
        ...(Labels?.[anchorLabel] === undefined ? {} : { anchor: Labels[anchorLabel] }),
        createdAt: new Date(Created * 1000),
      })),
  )
}

/** Ids and references of images that any container was made from, whosever it is. */
export async function imagesInUse(client: EngineClient, signal: AbortSignal): Promise<Set<string>> {
  const containers = await client.call('list containers', signal, (abortSignal, docker) =>
    docker.listContainers({ all: true, abortSignal }),
  )
  return new Set(
    containers.flatMap(({ ImageID, Image, Labels }) => [ImageID, Image, Labels[labels.imageReference] ?? Image]),
  )
}

/** Another name first, then the old one goes: the content is named all the time. False: there is no such image. */
export async function renameImage(
  client: EngineClient,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { name, tag } = splitReference(to)
  try {
    await client.call(`tag ${from}`, signal, (abortSignal, docker) =>
      docker.getImage(from).tag({ repo: name, tag, abortSignal }),
    )
  } catch (error) {
    if (error instanceof ImageMissing || isStatus(error, 404)) return false
    throw error
  }
  await removeImage(client, from, signal)
  return true
}

export async function removeImage(client: EngineClient, reference: string, signal: AbortSignal): Promise<boolean> {
  try {
    await unlessGone(
      client.call(
        `remove the image ${reference}`,
        signal,
        (abortSignal, docker) => docker.getImage(reference).remove({ abortSignal }),
        slowTimeoutMsMax,
      ),
    )
    return true
  } catch (error) {
    if (error instanceof ImageMissing) return true
    if (isStatus(error, 409)) return false
    throw error
  }
}

/** Does nothing while the cache is within its bound: `POST /build/prune` would still drop what no build refers to. */
export async function trimBuildCache(client: EngineClient, bytesMax: number, signal: AbortSignal): Promise<number> {
  const { buildCacheBytes } = await engineStorage(client, signal)
  if (buildCacheBytes <= bytesMax) return 0
  // `keep-storage` has the name `reserved-space` since API 1.48.
  const query = new URLSearchParams({ 'keep-storage': String(bytesMax), 'reserved-space': String(bytesMax) })
  const what = 'trim the build cache'
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(slowTimeoutMsMax)])
  const stream = await openStream(client, what, { path: `/build/prune?${query}`, headers: {}, signal: deadline })
  return z.object({ SpaceReclaimed: bytes }).parse(JSON.parse(await text(stream))).SpaceReclaimed
}

/** What images, caches and volumes take. */
export async function engineStorage(client: EngineClient, signal: AbortSignal): Promise<EngineStorage> {
  const answer: unknown = await client.call(
    'add up its storage',
    signal,
    (_signal, docker) => docker.df(),
    slowTimeoutMsMax,
  )
  const { LayersSize, Images, Volumes, BuildCache } = usage.parse(answer)
  // Layers that an image shares with the cache are the image's.
  const cache = BuildCache.filter((record) => !record.Shared)
  return {
    imagesBytes: LayersSize,
    parts: Images.flatMap(({ Labels, Size, SharedSize }) => {
      const part = Labels[partLabel]
      return part === undefined ? [] : [{ part, sizeBytes: Size, ownBytes: Math.max(0, Size - SharedSize) }]
    }),
    buildCacheBytes: sum(cache.map(({ Size }) => Size)),
    buildCacheInUseBytes: sum(cache.filter(({ InUse }) => InUse).map(({ Size }) => Size)),
    volumes: Volumes.map(({ Name, Labels, UsageData }) => ({
      name: Name,
      environmentId: Labels[labels.environment] ?? '',
      sizeBytes: UsageData?.Size ?? 0,
    })),
  }
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0)
