import { type CodeIncrement, codeIncrement } from '@fun/compose-model/code-increment'
import type { ImagePartKey, ImagePartName } from '@fun/compose-model/image-parts'
import type { ContextFile } from './build-context.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Run } from './run.ts'

/** Labels of images of incremental parts. */
export const incrementLabels = {
  /** `foundation` of the part: what it is made of beside files of the tree. */
  foundation: 'io.funplatform.foundation',
  /** Tag of the image that an increment was put on; absent on one that was made from nothing. */
  anchor: 'io.funplatform.anchor',
} as const

/** Parts that hold the platform's code, with the target and the build argument that make them from another commit's image. */
export const incrementalParts = {
  code: { target: 'increment', argument: 'CODE_ANCHOR' },
  collector: { target: 'collector-increment', argument: 'COLLECTOR_ANCHOR' },
} as const

export type IncrementalPart = keyof typeof incrementalParts

export const isIncremental = (part: ImagePartName): part is IncrementalPart => part in incrementalParts

/** How a part is made as one layer on an image that was made from nothing. */
export interface IncrementPlan extends CodeIncrement {
  anchor: string
}

/** Images that are looked at as anchors. */
const anchorsMax = 3

/**
 * The smallest increment that makes this commit's part from an image of another commit of the same source that is still on the engine;
 * undefined when there is none, and the part is made from nothing.
 */
export async function planIncrement(
  run: Run,
  part: IncrementalPart,
  key: ImagePartKey,
  { resolved, sourceId }: { resolved: ResolvedSource; sourceId: string },
): Promise<IncrementPlan | undefined> {
  const builds = await run.deps.store.build.findMany({
    where: { sourceId, part, imageId: { not: null }, key: { not: key.key } },
    orderBy: { startedAt: 'desc' },
    distinct: ['key'],
    take: 50,
  })
  const plans: IncrementPlan[] = []
  const seen = new Set<string>()
  for (const { reference, commit } of builds) {
    if (seen.size === anchorsMax) break
    const labels = await run.engine.imageLabels(reference, run.signal)
    if (labels?.[incrementLabels.foundation] !== key.foundation || labels[incrementLabels.anchor] !== undefined)
      continue
    seen.add(reference)
    // A commit that was pushed away and collected has no tree any more.
    const tree = await run.git.tree(resolved.source, commit, run.signal).catch(() => undefined)
    run.signal.throwIfAborted()
    const increment = tree && codeIncrement(tree, resolved.tree)
    if (increment) plans.push({ anchor: reference, ...increment })
  }
  return plans.sort((a, b) => sizeOf(a) - sizeOf(b))[0]
}

const sizeOf = (plan: IncrementPlan): number => plan.changed.length + plan.removed.length

/** Files of the recipe that an increment needs, with the list of what is gone. */
export function incrementRecipe(recipe: ContextFile[], plan: IncrementPlan): ContextFile[] {
  const needed = ['Dockerfile', 'bin/assemble-code', 'bin/link-assets'].map((path) => `docker/openedx/${path}`)
  const removed = plan.removed.map((path) => `${path}\0`).join('')
  return [
    ...recipe.filter(({ path }) => needed.includes(path)),
    { path: 'docker/openedx/removed-paths', content: Buffer.from(removed), mode: 0o644 },
  ]
}
