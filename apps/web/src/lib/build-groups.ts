import type { build } from '@fun/contract/resources'
import type { z } from 'zod'

export type Build = z.infer<typeof build>
/** The parts of one operation, in the order in which they were begun. */
export type BuildGroup = { operationId: string; commit: string; startedAt: string; parts: Build[] }

/**
 * Builds, newest first, by the operation that they belong to. `hasMore`: the oldest one may go on in the next page, and is left out while it is not
 * the only one.
 */
export function groupBuilds(builds: readonly Build[], hasMore: boolean): BuildGroup[] {
  const groups = new Map<string, BuildGroup>()
  for (const each of builds) {
    const known = groups.get(each.operationId)
    if (known === undefined) groups.set(each.operationId, { ...each, parts: [each] })
    else groups.set(each.operationId, { ...known, startedAt: each.startedAt, parts: [each, ...known.parts] })
  }
  const all = [...groups.values()]
  return hasMore && all.length > 1 ? all.slice(0, -1) : all
}
