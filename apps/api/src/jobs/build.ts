import type { ImagePartName } from '@fun/compose-model/image-parts'
import { environmentKind, releaseName } from '@fun/compose-model/specification'
import { z } from 'zod'
import { availablePythons } from '../pipeline/available-pythons.ts'
import { ensureBaseImages } from '../pipeline/base-images.ts'
import { PartBuilder } from '../pipeline/build-parts.ts'
import { planImage } from '../pipeline/image-plan.ts'
import { checkBuildable, checkIsPlatform, releaseOfCommit, resolveSource } from '../pipeline/resolve-source.ts'
import type { Run } from '../pipeline/run.ts'

const input = z.object({
  sourceId: z.uuid(),
  reference: z.string(),
  release: releaseName.optional(),
  kind: environmentKind.default('production'),
})

/** Makes the images of one commit, so that a deploy finds them. */
export async function buildJob(run: Run): Promise<undefined> {
  const order = input.parse(run.operation.input)
  const source = await run.deps.store.source.findUniqueOrThrow({ where: { id: order.sourceId } })
  const resolved = await resolveSource(run, source, order.reference)
  checkIsPlatform(resolved)
  const release = await releaseOfCommit(run, resolved, order.release)
  const bases = await ensureBaseImages(run, release)
  checkBuildable(release, availablePythons(bases.variant))
  const image = await planImage(run, resolved, source.id, bases, release)
  const parts: ImagePartName[] = order.kind === 'development' ? ['development'] : ['code', 'collector']
  const builder = new PartBuilder(run, image)
  await builder.declare(parts)
  const ids = await Promise.all(parts.map((part) => builder.need(part)))
  const made = parts.map((part, index) => ({ part, reference: image.keys[part].tag, imageId: ids[index] ?? null }))
  await run.pin({ release: release.name, images: made })
  return undefined
}
