import { type CodeIncrement, codeIncrement } from '@fun/compose-model/code-increment'
import type { ImagePartKey } from '@fun/compose-model/image-parts'
import type { ContextFile } from './build-context.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Run } from './run.ts'

/** Labels of images of the part `code`. */
export const codeLabels = {
  /** `foundation` of the part: what it is made of beside files of the tree. */
  foundation: 'io.funplatform.code-foundation',
  /** Tag of the image that an increment was put on; absent on one that was made from nothing. */
  anchor: 'io.funplatform.code-anchor',
} as const

/** How a code part is made as one layer on an image that was made from nothing. */
export interface IncrementPlan extends CodeIncrement {
  anchor: string
}

/** Images that are looked at as anchors. */
const anchorsMax = 3

/**
 * The smallest increment that makes this commit's code from an image of another commit of the same source that is still on the engine;
 * undefined when there is none, and the part is made from nothing.
 */
export async function planIncrement(
  run: Run,
  resolved: ResolvedSource,
  sourceId: string,
  key: ImagePartKey,
): Promise<IncrementPlan | undefined> {
  const builds = await run.deps.store.build.findMany({
    where: { sourceId, part: 'code', imageId: { not: null }, key: { not: key.key } },
    orderBy: { startedAt: 'desc' },
    distinct: ['key'],
    take: 50,
  })
  const plans: IncrementPlan[] = []
  const seen = new Set<string>()
  for (const { reference, commit } of builds) {
    if (seen.size === anchorsMax) break
    const labels = await run.engine.imageLabels(reference, run.signal)
    if (labels?.[codeLabels.foundation] !== key.foundation || labels[codeLabels.anchor] !== undefined) continue
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
  const needed = ['docker/openedx/Dockerfile', 'docker/openedx/bin/assemble-code']
  const removed = plan.removed.map((path) => `${path}\0`).join('')
  return [
    ...recipe.filter(({ path }) => needed.includes(path)),
    { path: 'docker/openedx/removed-paths', content: Buffer.from(removed), mode: 0o644 },
  ]
}
