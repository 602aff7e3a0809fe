import { realpath } from 'node:fs/promises'
import { sep } from 'node:path'

/** Where a path that somebody named really lies, links followed. */
export type Whereabouts = { kind: 'missing' } | { kind: 'outside'; real: string } | { kind: 'beneath'; real: string }

/**
 * Whether a path lies beneath one of the folders that the server's own configuration allows, after realpath on both sides. The answer holds
 * for the moment of asking: whoever can write beside the path may put a link in its place, so ask again before it is used.
 */
export async function beneathRoots(named: string, roots: readonly string[]): Promise<Whereabouts> {
  const real = await realpath(named).catch(() => undefined)
  if (real === undefined) return { kind: 'missing' }
  const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)))
  const isBeneath = realRoots.some(
    (root) => real === root || real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`),
  )
  return { kind: isBeneath ? 'beneath' : 'outside', real }
}
