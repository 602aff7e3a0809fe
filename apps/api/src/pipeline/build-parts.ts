import { type ImagePartName, imageParts, upstreamArgument } from '@fun/compose-model/image-parts'
import { once } from './base-images.ts'
import { buildRecipe, type Recipe } from './build-image.ts'
import { engineErrorCode } from './engine-unreachable.ts'
import { Failure, type FailureCode } from './failure.ts'
import { dockerfile, type ImagePlan } from './image-plan.ts'
import {
  type IncrementalPart,
  type IncrementPlan,
  incrementalParts,
  incrementLabels,
  incrementRecipe,
  isIncremental,
  planIncrement,
} from './increments.ts'
import type { Run } from './run.ts'
import type { RunningStep } from './steps.ts'

const titles: Record<ImagePartName, string> = {
  runtime: 'Image part: system packages',
  python: 'Image part: Python dependencies',
  node: 'Image part: Node and JavaScript packages',
  assets: 'Image part: styles and scripts',
  code: 'Image: the platform',
  collector: 'Image: collector of static files',
  development: 'Image: the platform for development',
}
const codes: Record<ImagePartName, FailureCode> = {
  runtime: 'build-failed',
  python: 'requirements-failed',
  node: 'node-modules-failed',
  assets: 'assets-failed',
  code: 'build-failed',
  collector: 'build-failed',
  development: 'build-failed',
}

/**
 * Makes parts when they are asked for, each once, after those it is built on, and independent ones side by side. A part that the
 * engine has is reused, and what it is built on is then not asked for at all.
 */
export class PartBuilder {
  readonly #run: Run
  readonly #plan: ImagePlan
  readonly #made = new Map<ImagePartName, Promise<string>>()
  readonly #increments = new Map<ImagePartName, Promise<IncrementPlan | undefined>>()

  constructor(run: Run, plan: ImagePlan) {
    this.#run = run
    this.#plan = plan
  }

  /** Shows the steps that making these parts takes, in the order of the recipe; what they are built on and exists is shown as reused. */
  async declare(parts: ImagePartName[]): Promise<void> {
    for (const part of await this.#toMake(parts)) {
      if (!(await this.#existing(part))) await this.#run.steps.declare(stepKey(part), titles[part])
      else await this.#run.steps.run(stepKey(part), titles[part], async (step) => step.detail('reused'))
    }
  }

  /** How a part is made on another commit's image; undefined when it is made from nothing. */
  increment(part: ImagePartName): Promise<IncrementPlan | undefined> {
    if (!isIncremental(part)) return Promise.resolve(undefined)
    const known = this.#increments.get(part)
    if (known) return known
    const planned = planIncrement(this.#run, part, this.#plan)
    this.#increments.set(part, planned)
    return planned
  }

  /** Parts that a part is made on; an increment needs fewer. */
  async #upstream(part: ImagePartName): Promise<readonly ImagePartName[]> {
    const { upstream } = imageParts[part]
    return isIncremental(part) && (await this.increment(part)) ? incrementalParts[part].upstream : upstream
  }

  /** Those of the parts, and of all that they are built on, that would be made. */
  async missing(parts: ImagePartName[]): Promise<ImagePartName[]> {
    const found = await this.#toMake(parts)
    const existing = await Promise.all(found.map((part) => this.#existing(part)))
    return found.filter((_, index) => existing[index] === undefined)
  }

  /** The parts and all below them, down to those that exist. */
  async #toMake(parts: readonly ImagePartName[]): Promise<ImagePartName[]> {
    const found: ImagePartName[] = []
    for (const part of parts) {
      if (!(await this.#existing(part))) found.push(...(await this.#toMake(await this.#upstream(part))))
      found.push(part)
    }
    return [...new Set(found)]
  }

  /** Image id of a part. Throws a Failure with the log of the build. */
  need(part: ImagePartName): Promise<string> {
    const known = this.#made.get(part)
    if (known) return known
    const made = this.#make(part)
    // Whoever asked hears of a failure; this keeps one that nobody awaits yet from ending the process.
    made.catch(() => undefined)
    this.#made.set(part, made)
    return made
  }

  async #make(part: ImagePartName): Promise<string> {
    // Declared before it is looked for: a prune at this moment either sees the row, or has taken the image away already.
    await this.#recordBuild(part, { reused: false })
    const existing = await this.#existing(part)
    if (existing) {
      await this.#recordBuild(part, { imageId: existing, reused: true, whole: await this.#isWhole(part) })
      return existing
    }
    await Promise.all((await this.#upstream(part)).map((upstream) => this.need(upstream)))
    return this.#run.steps.run(stepKey(part), titles[part], (step) => this.#build(part, step))
  }

  /** Whether the part's image can carry increments. */
  async #isWhole(part: ImagePartName): Promise<boolean> {
    if (!isIncremental(part)) return false
    const labels = await this.#run.engine.imageLabels(this.#plan.keys[part].tag, this.#run.signal)
    return labels?.[incrementLabels.foundation] !== undefined && labels[incrementLabels.anchor] === undefined
  }

  #existing(part: ImagePartName): Promise<string | undefined> {
    return this.#run.engine.imageId(this.#plan.keys[part].tag, this.#run.signal)
  }

  async #build(part: ImagePartName, step: RunningStep): Promise<string> {
    const { tag } = this.#plan.keys[part]
    let reused = true
    let how = 'made by another operation'
    const imageId = await once(this.#run, tag, step, async (work) => {
      reused = false
      const builder = new PartBuilder(work, this.#plan)
      const made = await builder.#makeIncrement(part, step, await this.increment(part))
      how = `${tag.replace('fun-platform/', '')}${made?.note ?? ''}`
      if (made) return made.imageId
      await Promise.all(imageParts[part].upstream.map((upstream) => builder.need(upstream)))
      return buildRecipe(work, step, builder.#wholeRecipe(part))
    })
    await this.#recordBuild(part, { imageId, reused, whole: await this.#isWhole(part) })
    step.detail(how)
    return imageId
  }

  /** Undefined when there is no increment, or it failed: the image to start from was pruned a moment ago, or our own recipe is at fault. */
  async #makeIncrement(
    part: ImagePartName,
    step: RunningStep,
    increment: IncrementPlan | undefined,
  ): Promise<{ imageId: string; note: string } | undefined> {
    if (increment === undefined || !isIncremental(part)) return undefined
    try {
      const recipe = await this.#incrementRecipe(part, increment)
      return { imageId: await buildRecipe(this.#run, step, recipe), note: `: ${countOf(increment)}` }
    } catch (error) {
      const isOurs = error instanceof Failure && (error.code === 'build-failed' || isMissing(error))
      if (!isOurs) throw error
      step.line(`It could not be put on ${increment.anchor} (${error.message}): it is made from nothing.`)
      return undefined
    }
  }

  /** From nothing: every input of the part. */
  #wholeRecipe(part: ImagePartName): Recipe {
    return { ...this.#recipe(part), ...this.#archive(this.#plan.keys[part].inputs) }
  }

  /** All of a recipe but the files of the tree. */
  #recipe(part: ImagePartName): Recipe {
    const { keys, recipe } = this.#plan
    return {
      files: recipe,
      dockerfile,
      target: imageParts[part].target,
      tag: keys[part].tag,
      arguments: { ...this.#plan.arguments, ...this.#upstreamArguments(part) },
      labels: this.#labels(part),
      code: codes[part],
    }
  }

  async #incrementRecipe(part: IncrementalPart, increment: IncrementPlan): Promise<Recipe> {
    const { target, argument } = incrementalParts[part]
    const recipe = this.#recipe(part)
    const { keys, recipe: files } = this.#plan
    return {
      ...recipe,
      files: incrementRecipe(files, increment),
      ...this.#archive([...new Set([...increment.changed, ...(increment.packages ? keys.python.inputs : [])])]),
      target: increment.packages ? `${target}-with-packages` : target,
      arguments: { ...recipe.arguments, [argument]: increment.anchor },
      labels: { ...recipe.labels, [incrementLabels.anchor]: increment.anchor },
      code: increment.packages ? codes.python : codes[part],
    }
  }

  #upstreamArguments(part: ImagePartName): Record<string, string> {
    const { keys } = this.#plan
    return Object.fromEntries(imageParts[part].upstream.map((name) => [upstreamArgument(name), keys[name].tag]))
  }

  #archive(paths: string[]): Pick<Recipe, 'archive'> {
    if (paths.length === 0) return {}
    const { source, commit } = this.#plan.resolved
    return { archive: this.#run.git.archive(source, commit, paths, this.#run.signal) }
  }

  #labels(part: ImagePartName): Record<string, string> {
    const { key, foundation } = this.#plan.keys[part]
    return {
      'io.funplatform.image-part': part,
      'io.funplatform.image-key': key,
      ...(isIncremental(part)
        ? { [incrementLabels.foundation]: foundation, [incrementLabels.python]: this.#plan.keys.python.key }
        : {}),
    }
  }

  async #recordBuild(
    part: ImagePartName,
    facts: { imageId?: string; reused: boolean; whole?: boolean },
  ): Promise<void> {
    const { key, tag } = this.#plan.keys[part]
    const operationId = this.#run.operation.id
    const ended = facts.imageId === undefined ? {} : { imageId: facts.imageId, finishedAt: new Date() }
    await this.#run.deps.store.build.upsert({
      where: { operationId_part: { operationId, part } },
      create: {
        operationId,
        sourceId: this.#plan.sourceId,
        commit: this.#plan.resolved.commit,
        part,
        key,
        reference: tag,
        ...facts,
        ...ended,
      },
      update: { ...facts, ...ended },
    })
  }
}

const isMissing = (error: Failure): boolean => engineErrorCode(error.cause) === 'image-missing'

const countOf = ({ changed, removed, packages }: IncrementPlan): string =>
  `${packages ? 'Python packages, ' : ''}${changed.length} ${changed.length === 1 ? 'file' : 'files'} changed${removed.length > 0 ? `, ${removed.length} gone` : ''}`

const stepKey = (part: ImagePartName): string => `build-${part}`
