import { type CodeIncrement, codeIncrement } from '@fun/compose-model/code-increment'
import type { ImagePartName } from '@fun/compose-model/image-parts'
import type { ContextFile } from './build-context.ts'
import type { ImagePlan } from './image-plan.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Run } from './run.ts'

/** Labels of images of incremental parts. */
export const incrementLabels = {
  /** `foundation` of the part: what it is made of beside files of the tree. */
  foundation: 'io.funplatform.foundation',
  /** Tag of the image that an increment was put on; absent on one that was made from nothing. */
  anchor: 'io.funplatform.anchor',
  /** Key of the part `python` whose packages the image holds. */
  python: 'io.funplatform.python',
} as const

/**
 * Parts that hold the platform's code: the build argument that names another commit's image, the targets that make them from it, and the
 * parts that those are built on beside it.
 */
export const incrementalParts = {
  code: { argument: 'CODE_ANCHOR', target: 'increment', upstream: [] },
  collector: { argument: 'COLLECTOR_ANCHOR', target: 'collector-increment', upstream: ['assets'] },
} as const

export type IncrementalPart = keyof typeof incrementalParts

export const isIncremental = (part: ImagePartName): part is IncrementalPart => part in incrementalParts

/** How a part is made as one layer on an image that was made from nothing. */
export interface IncrementPlan extends CodeIncrement {
  anchor: string
  /** Python packages differ too. */
  packages: boolean
}

/** Requirements that may differ: with more, an environment made from nothing costs no more and is the better anchor. */
const requirementsMax = 60

/** Images that are looked at as anchors, and builds that are looked through for them. */
const anchorsMax = 3
const buildsMax = 20

/** Code of a preview may be anybody's: nothing that others run is put on it. */
const notOfPreview = {
  OR: [{ environmentId: null }, { environment: { NOT: { specification: { path: ['kind'], equals: 'preview' } } } }],
}

/**
 * The smallest increment that makes this commit's part from an image of another commit of the same source that is still on the engine;
 * undefined when there is none, and the part is made from nothing.
 */
export async function planIncrement(
  run: Run,
  part: IncrementalPart,
  { resolved, sourceId, keys }: ImagePlan,
): Promise<IncrementPlan | undefined> {
  const key = keys[part]
  const builds = await run.deps.store.build.findMany({
    where: { sourceId, part, whole: true, key: { not: key.key }, operation: notOfPreview },
    orderBy: { startedAt: 'desc' },
    take: buildsMax,
  })
  const plans: IncrementPlan[] = []
  const seen = new Set<string>()
  for (const { reference, commit } of builds) {
    if (seen.size === anchorsMax) break
    if (seen.has(reference)) continue
    const labels = await run.engine.imageLabels(reference, run.signal)
    if (labels?.[incrementLabels.foundation] !== key.foundation || labels[incrementLabels.anchor] !== undefined)
      continue
    seen.add(reference)
    // A commit that was pushed away and collected has no tree any more.
    const tree = await run.git.tree(resolved.source, commit, run.signal).catch((error: unknown) => {
      run.deps.logger.info({ commit, error: String(error) }, 'no increment on this commit')
      return undefined
    })
    run.signal.throwIfAborted()
    const increment = tree && codeIncrement(tree, resolved.tree)
    if (increment === undefined) continue
    const packages = labels[incrementLabels.python] !== keys.python.key
    if (packages && (await requirementsChanged(run, resolved, commit)) > requirementsMax) continue
    plans.push({ anchor: reference, packages, ...increment })
  }
  return plans.sort((a, b) => sizeOf(a) - sizeOf(b))[0]
}

/** Lines of the requirements that only one of the two commits has. */
async function requirementsChanged(run: Run, { source, commit }: ResolvedSource, before: string): Promise<number> {
  const read = async (id: string) => {
    const text = await run.git.file(source, id, 'requirements/edx/base.txt', run.signal)
    return new Set(text?.split('\n').filter((line) => !/^\s*(#|$)/.test(line)))
  }
  const [old, wanted] = await Promise.all([read(before), read(commit)])
  const only = (left: Set<string>, right: Set<string>) => [...left].filter((line) => !right.has(line)).length
  return only(old, wanted) + only(wanted, old)
}

const sizeOf = (plan: IncrementPlan): number => plan.changed.length + plan.removed.length

const recipeFiles = ['Dockerfile', 'bin/assemble-code', 'bin/link-assets', 'bin/python-delta', 'bin/select-inputs']

/** Files of the recipe that an increment needs, with the list of what is gone. */
export function incrementRecipe(recipe: ContextFile[], plan: IncrementPlan): ContextFile[] {
  const needed = recipeFiles.map((path) => `docker/openedx/${path}`)
  const removed = plan.removed.map((path) => `${path}\0`).join('')
  return [
    ...recipe.filter(({ path }) => needed.includes(path)),
    { path: 'docker/openedx/removed-paths', content: Buffer.from(removed), mode: 0o644 },
  ]
}
