import type { ImagePartName } from '@fun/compose-model/image-parts'
import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import type { Action, Plan } from '@fun/reconcile/plan'
import { PartBuilder } from './build-parts.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'

/** Image references that applying a plan asks for: of containers that it creates and jobs that it runs. */
export function neededReferences(plan: Plan, rendered: RenderedEnvironment): Set<string> {
  const references = plan.actions.map((action) => referenceOf(action, rendered))
  return new Set(references.filter((reference) => reference !== undefined))
}

/** Image that an action makes a container from, or undefined when it makes none. */
export function referenceOf(action: Action, rendered: RenderedEnvironment): string | undefined {
  if (action.kind !== 'create-container' && action.kind !== 'run-job') return undefined
  return rendered.project.services[action.kind === 'run-job' ? action.job : action.service]?.image
}

/** The images of one deployment: of a commit (Images), or of a revision that is gone back to (KeptImages). */
export interface ImageStore {
  /** Those of the references that have to be made. */
  missing(references: Iterable<string>): Promise<string[]>
  /** Shows the steps that making these images takes. */
  declare(missing: string[]): Promise<void>
  /** Image id. Throws a Failure with the log when it could not be made. */
  ready(reference: string): Promise<string>
}

/** Makes the images of one deployment, each once, when it is first asked for. */
export class Images implements ImageStore {
  readonly #run: Run
  readonly #prepared: Prepared
  readonly #parts: PartBuilder
  readonly #made = new Map<string, Promise<string>>()

  constructor(run: Run, prepared: Prepared) {
    this.#run = run
    this.#prepared = prepared
    this.#parts = new PartBuilder(run, prepared.image)
  }

  /** Those of the references that the engine does not have. */
  async missing(references: Iterable<string>): Promise<string[]> {
    const missing: string[] = []
    for (const reference of references)
      if ((await this.#run.engine.imageId(reference, this.#run.signal)) === undefined) missing.push(reference)
    return missing
  }

  /** Shows the steps that making these images takes. */
  async declare(references: Iterable<string>): Promise<void> {
    const parts: ImagePartName[] = []
    for (const reference of references) {
      const maker = this.#prepared.services.makers.get(reference)
      const part = this.#partOf(reference)
      if (maker) await this.#run.steps.declare(`image-${maker.role}`, imageTitle(maker.role))
      if (part) parts.push(part)
    }
    await this.#parts.declare(parts)
  }

  /** Image id. Throws a Failure with the log when it could not be made. */
  ready(reference: string): Promise<string> {
    const known = this.#made.get(reference)
    if (known) return known
    const made = this.#make(reference)
    made.catch(() => undefined)
    this.#made.set(reference, made)
    return made
  }

  async #make(reference: string): Promise<string> {
    const part = this.#partOf(reference)
    if (part) return this.#parts.need(part)
    const existing = await this.#run.engine.imageId(reference, this.#run.signal)
    if (existing) return existing
    const maker = this.#prepared.services.makers.get(reference)
    if (!maker) throw new RangeError(`nothing makes the image ${reference}`)
    return this.#run.steps.run(`image-${maker.role}`, imageTitle(maker.role), async (step) => {
      const id = await maker.make(step)
      step.detail(reference)
      return id
    })
  }

  #partOf(reference: string): ImagePartName | undefined {
    const { keys } = this.#prepared.image
    const names: ImagePartName[] = ['code', 'collector', 'development']
    return names.find((name) => keys[name].tag === reference)
  }
}

const imageTitle = (role: string): string => `Image: ${role}`

/** Ids of those references that the engine has already. */
export async function presentImages(run: Run, rendered: RenderedEnvironment): Promise<Record<string, string>> {
  const references = [...new Set(Object.values(rendered.project.services).map((service) => service.image))]
  const found = await Promise.all(
    references.map(async (reference) => [reference, await run.engine.imageId(reference, run.signal)] as const),
  )
  return Object.fromEntries(found.flatMap(([reference, id]) => (id === undefined ? [] : [[reference, id] as const])))
}
