import { z } from 'zod'
import { openStates } from '../operations/states.ts'
import type { PartImage } from '../ports.ts'
import { type ImageClaims, imagesToRemove, prunedName } from './retention.ts'
import type { Run } from './run.ts'
import type { RunningStep } from './steps.ts'

/** What a prune of images needs of its run. */
type PruneRun = Pick<Run, 'deps' | 'engine' | 'signal'> & { operation: Pick<Run['operation'], 'hostId'> }

/** A name is taken under a lock that holds up builds; it must not take longer than this. */
const renameTimeoutMsMax = 10_000

/**
 * Removes the parts of the platform's image that nothing needs: no container, no kept revision, no operation in progress. An operation
 * declares a part (a Build row) before it looks for it; here the rows are read, and the name is taken from the image, while nobody can
 * declare. Whoever comes afterwards finds no such image and makes it. Returns the references that went.
 */
export async function pruneImages(run: PruneRun, step: Pick<RunningStep, 'line'>): Promise<string[]> {
  const images = await run.engine.partImages(run.signal)
  const candidates = imagesToRemove(images, await imageClaims(run, images))
  const removed: string[] = []
  for (const image of candidates) {
    run.signal.throwIfAborted()
    const aside = `${prunedName}:${image.imageId.replace('sha256:', '').slice(0, 12)}`
    const was = await setAside(run, image, aside)
    if (was === 'gone') step.line(`${image.reference} has gone by itself`)
    if (was !== 'set-aside') continue
    const gone = await run.engine.removeImage(aside, run.signal)
    step.line(gone ? `${image.reference} is removed` : `${image.reference} is still used by a container`)
    if (gone) removed.push(image.reference)
  }
  return removed
}

/** `declared`: by an operation, meanwhile; `gone`: somebody else has removed the image meanwhile. */
async function setAside(
  run: PruneRun,
  { reference }: PartImage,
  aside: string,
): Promise<'set-aside' | 'declared' | 'gone'> {
  if (reference === aside) return 'set-aside'
  return run.deps.store.$transaction(async (transaction) => {
    await transaction.$executeRaw`LOCK TABLE "Build" IN SHARE ROW EXCLUSIVE MODE`
    const declared = await transaction.build.count({
      where: { reference, operation: { state: { in: [...openStates] } } },
    })
    if (declared > 0) return 'declared'
    const signal = AbortSignal.any([run.signal, AbortSignal.timeout(renameTimeoutMsMax)])
    return (await run.engine.renameImage(reference, aside, signal)) ? 'set-aside' : 'gone'
  })
}

async function imageClaims(run: PruneRun, images: PartImage[]): Promise<ImageClaims> {
  const { store, config } = run.deps
  const [revisions, inUse, made, lastUsed] = await Promise.all([
    neededRevisions(run),
    run.engine.imagesInUse(run.signal),
    store.operation.findMany({
      where: { id: { in: [...new Set(images.map(({ operationId }) => operationId))].filter(isUuid) } },
      select: { id: true },
    }),
    store.build.groupBy({ by: ['reference'], _max: { startedAt: true } }),
  ])
  const declared = await store.build.findMany({
    where: { operation: { hostId: run.operation.hostId, state: { in: [...openStates] } } },
    select: { reference: true },
  })
  const lastUsedAt = lastUsed.flatMap(
    ({ reference, _max }): Array<[string, Date]> => (_max.startedAt === null ? [] : [[reference, _max.startedAt]]),
  )
  return {
    needed: new Set([...inUse, ...declared.map(({ reference }) => reference), ...revisions.flatMap(imagesOfRevision)]),
    ownOperationIds: new Set(made.map(({ id }) => id)),
    lastUsedAt: new Map(lastUsedAt),
    partsKept: config.retention.imagePartsKept,
  }
}

const isUuid = (text: string): boolean => z.uuid().safeParse(text).success

/** Those that can be gone back to, and those that operations in progress are about. */
function neededRevisions(run: PruneRun) {
  const { hostId } = run.operation
  return run.deps.store.revision.findMany({
    where: {
      environment: { hostId },
      OR: [{ servedAt: { not: null }, droppedAt: null }, { operations: { some: { state: { in: [...openStates] } } } }],
    },
    select: { renderInput: true, imageIds: true, imageParts: true, servingFor: { select: { id: true } } },
  })
}

type NeededRevision = Awaited<ReturnType<typeof neededRevisions>>[number]

const images = z.object({ images: z.object({ openedx: z.string(), collector: z.string() }) })
const byName = z.record(z.string(), z.string())

/** Of the serving revision all parts: the next commit is built on them. */
function imagesOfRevision({ renderInput, imageIds, imageParts, servingFor }: NeededRevision): string[] {
  const { openedx, collector } = images.parse(renderInput).images
  const parts = servingFor === null ? [] : Object.values(byName.parse(imageParts))
  return [openedx, collector, ...Object.values(byName.parse(imageIds)), ...parts]
}
