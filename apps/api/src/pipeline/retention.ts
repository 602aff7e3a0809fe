import type { PartImage } from '../ports.ts'

/** What decides whether an image may go. */
export interface ImageClaims {
  /** Ids and references that containers, kept revisions and operations in progress need. */
  needed: ReadonlySet<string>
  /** Operations of this installation: what another one on the same engine made is not ours to remove. */
  ownOperationIds: ReadonlySet<string>
  /** When an operation last asked for a reference; never: since it was made. */
  lastUsedAt: ReadonlyMap<string, Date>
  /** Of each part, so many that nobody needs stay, the most recently used. */
  partsKept: number
}

/** Names of images that are on their way out; one that was left by a worker that died goes with the next prune. */
export const prunedName = 'fun-platform/pruned'

/** Images that can be removed, least recently used first. Pure. */
export function imagesToRemove(images: readonly PartImage[], claims: ImageClaims): PartImage[] {
  const { needed, ownOperationIds, lastUsedAt, partsKept } = claims
  const usedAt = ({ reference, createdAt }: PartImage): number =>
    Math.max(createdAt.getTime(), lastUsedAt.get(reference)?.getTime() ?? 0)
  const free = images
    .filter(({ operationId }) => ownOperationIds.has(operationId))
    .filter(({ reference, imageId }) => !needed.has(reference) && !needed.has(imageId))
    .sort((a, b) => usedAt(b) - usedAt(a) || (a.reference < b.reference ? -1 : 1))
  const kept = new Map<string, number>()
  const removed = free.filter(({ part, reference }) => {
    if (reference.startsWith(`${prunedName}:`)) return true
    const count = (kept.get(part) ?? 0) + 1
    kept.set(part, count)
    return count > partsKept
  })
  return removed.reverse()
}

/** Ids of the revisions that retention lets go of: those that served, beyond the newest. Pure. */
export function revisionsToDrop(
  served: ReadonlyArray<{ id: string; number: number }>,
  claims: { servingId: string | null; inUse: ReadonlySet<string>; revisionsKept: number },
): string[] {
  return [...served]
    .sort((a, b) => b.number - a.number)
    .filter(({ id }) => id !== claims.servingId)
    .slice(claims.revisionsKept)
    .filter(({ id }) => !claims.inUse.has(id))
    .map(({ id }) => id)
}
