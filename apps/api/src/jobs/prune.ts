import { dropRevisions } from '../pipeline/drop-revisions.ts'
import { measureStorage } from '../pipeline/measure-storage.ts'
import { pruneImages } from '../pipeline/prune-images.ts'
import type { Run } from '../pipeline/run.ts'

/** Makes room on a host as the policy says, and measures what is left. What serves, runs or is being built is not touched. */
export async function pruneJob(run: Run): Promise<undefined> {
  const { retention } = run.deps.config
  const before = await run.steps.run('measure', 'Measure', () => run.engine.storage(run.signal))
  const droppedRevisions = await run.steps.run('revisions', 'Let go of old revisions', async (step) => {
    const count = await dropRevisions(run, step)
    step.detail(`${count} let go of; ${retention.revisionsKept} are kept beside the serving one`)
    return count
  })
  const removedImages = await run.steps.run('images', 'Remove images that nothing needs', async (step) => {
    const references = await pruneImages(run, step)
    step.detail(`${references.length} removed`)
    return references
  })
  await run.pin({ droppedRevisions, removedImages })
  const cacheBytesFreed = await run.steps.run('build-cache', 'Trim the build cache', async (step) => {
    const freed = await run.engine.trimBuildCache(retention.buildCacheBytesMax, run.signal)
    step.detail(freed === 0 ? 'within its bound' : `${megabytes(freed)} freed`)
    return freed
  })
  await run.steps.run('storage', 'Measure what is left', async (step) => {
    const after = await measureStorage(run)
    // Layers that other images share stay, so that only the difference is what was freed.
    const imageBytesFreed = Math.max(0, before.imagesBytes - after.imagesBytes)
    await run.pin({ bytesFreed: imageBytesFreed + cacheBytesFreed, imageBytesFreed, cacheBytesFreed })
    step.detail(`${megabytes(imageBytesFreed + cacheBytesFreed)} freed`)
  })
  return undefined
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`
