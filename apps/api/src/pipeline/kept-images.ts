import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import { isEngineUnreachable } from './engine-unreachable.ts'
import { Failure } from './failure.ts'
import { type ImageStore, Images, presentImages } from './images.ts'
import type { KeptRevision } from './kept-revision.ts'
import { prepare } from './prepare.ts'
import type { Run } from './run.ts'

/** Images of a revision that is gone back to: those that it had, by id. Only one that has gone is made again, from its commit. */
export class KeptImages implements ImageStore {
  readonly #run: Run
  readonly #kept: KeptRevision
  #again: Images | undefined

  constructor(run: Run, kept: KeptRevision) {
    this.#run = run
    this.#kept = kept
  }

  async missing(references: Iterable<string>): Promise<string[]> {
    const missing: string[] = []
    for (const reference of references)
      if ((await keptImageId(this.#run, this.#kept, reference)) === undefined) missing.push(reference)
    return missing
  }

  /** Nothing to do when every image is there; otherwise the repository is needed. Throws `image-gone`. */
  async declare(missing: string[]): Promise<void> {
    if (missing.length === 0) return
    this.#again = await this.#remake(missing)
    await this.#again.declare(missing)
  }

  async ready(reference: string): Promise<string> {
    const id = await keptImageId(this.#run, this.#kept, reference)
    if (id !== undefined) return id
    if (this.#again === undefined) throw gone(this.#kept, [reference], 'it was removed a moment ago')
    return this.#again.ready(reference)
  }

  async #remake(missing: string[]): Promise<Images> {
    const run = this.#run
    const { environment, specification, resolved } = this.#kept
    const prepared = await prepare(run, { ...environment, specification }, resolved.commit).catch((error: unknown) => {
      run.signal.throwIfAborted()
      if (isEngineUnreachable(error)) throw error
      const reason = error instanceof Failure ? error.detail : String(error)
      throw gone(this.#kept, missing, `its commit ${resolved.commit.slice(0, 10)} cannot be had: ${reason}`, error)
    })
    const makes = new Set([
      ...Object.values(prepared.image.keys).map(({ tag }) => tag),
      ...prepared.services.makers.keys(),
    ])
    const others = missing.filter((reference) => !makes.has(reference))
    if (others.length > 0)
      throw gone(this.#kept, others, 'the recipe or the base images have changed since it was made')
    return new Images(run, prepared)
  }
}

function gone({ back, resolved }: KeptRevision, references: string[], reason: string, cause?: unknown): Failure {
  return new Failure('image-gone', {
    detail: `Revision ${back.revision} needs ${references.join(', ')}, which the engine does not have any more, and ${reason}.`,
    cure: `Choose another revision, or deploy the commit anew: "reference": "${resolved.commit}".`,
    cause,
  })
}

/**
 * Id of an image as the revision had it. When that very image has gone, what its reference names stands for it: tags of ours name the
 * same content, and a service image is what its release calls it.
 */
async function keptImageId(run: Run, { imageIds }: KeptRevision, reference: string): Promise<string | undefined> {
  const id = imageIds[reference]
  const exact = id === undefined ? undefined : await run.engine.imageId(id, run.signal)
  return exact ?? (await run.engine.imageId(reference, run.signal))
}

/** Ids of those images of the stack that are there: as a kept revision had them, or as their references say. */
export async function targetImageIds(
  run: Run,
  target: { rendered: RenderedEnvironment } | KeptRevision,
): Promise<Record<string, string>> {
  if (!('imageIds' in target)) return presentImages(run, target.rendered)
  const references = [...new Set(Object.values(target.rendered.project.services).map((service) => service.image))]
  const found = await Promise.all(
    references.map(async (reference) => [reference, await keptImageId(run, target, reference)] as const),
  )
  return Object.fromEntries(found.flatMap(([reference, id]) => (id === undefined ? [] : [[reference, id] as const])))
}
