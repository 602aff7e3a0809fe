/** Upper bounds of the histogram's parts, in seconds: each twice the one before. What takes longer than the last is in a part of its own. */
export const responseSecondsBounds = [
  0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48,
] as const

/** Counts one response in a histogram, which grows as far as it has to. */
export function countResponse(counts: number[], seconds: number): void {
  const found = responseSecondsBounds.findIndex((bound) => seconds <= bound)
  const part = found < 0 ? responseSecondsBounds.length : found
  while (counts.length <= part) counts.push(0)
  counts[part] = (counts[part] ?? 0) + 1
}

/**
 * The time within which `share` (0 to 1) of the responses came, estimated as if those of one part were spread evenly over it; null without any. What took longer
 * than the last bound counts as that bound.
 */
export function responseQuantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const wanted = share * total
  let below = 0
  for (const [part, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) {
      const upper = responseSecondsBounds[part] ?? responseSecondsBounds.at(-1) ?? 0
      const lower = part < responseSecondsBounds.length ? (responseSecondsBounds[part - 1] ?? 0) : upper
      return lower + (upper - lower) * Math.max(0, (wanted - below) / count)
    }
    below += count
  }
  return responseSecondsBounds.at(-1) ?? null
}
