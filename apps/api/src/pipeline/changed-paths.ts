import { deployPaths } from '@fun/contract/resources'
import { z } from 'zod'
import type { Revision } from '../adapters/store/generated/client.ts'
import type { TreeEntry } from '../ports.ts'
import { matchingPaths, reasonOfPaths } from '../pushes/deploy-paths.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { EnvironmentWithSource, Run } from './run.ts'

const order = z.object({ onlyPaths: z.boolean().optional() })

/**
 * Whether a push is left because no file that its environment's `deployPaths` name differs between the commit that serves and the one pushed.
 * Asked only where whoever told of the push did not know all files. The operation then ends with a sentence (`result.leftAlone`), which its
 * delivery shows too, and touches nothing.
 */
export async function isWithoutItsPaths(
  run: Run,
  environment: EnvironmentWithSource & { servingRevision?: Revision | null },
  { source, tree }: ResolvedSource,
): Promise<boolean> {
  const filter = deployPaths.nullable().parse(environment.deployPaths)
  const serving = environment.servingRevision?.commit
  if (order.parse(run.operation.input).onlyPaths !== true || filter === null || serving === undefined) return false
  const before = await run.git.tree(source, serving, run.signal).catch(() => run.signal.throwIfAborted())
  // A commit that no branch has any more may be gone from the mirror.
  if (before === undefined) return false
  const changed = changedPaths(before, tree)
  if (changed.length === 0 || matchingPaths(filter, changed).length > 0) return false
  const leftAlone = `${environment.name} ${reasonOfPaths(filter, changed.length)}.`
  await run.pin({ leftAlone })
  await run.steps.skip('deploy', 'Deploy', leftAlone)
  await run.deps.store.$executeRaw`
    UPDATE "Delivery" SET outcome = outcome || ' ' || ${leftAlone}
    WHERE "sourceId" = ${environment.sourceId}::uuid AND ${run.operation.id}::uuid = ANY ("operationIds")
      AND right(outcome, length(${leftAlone})) <> ${leftAlone}`
  return true
}

/** Paths whose content or mode differs between two trees. */
export function changedPaths(before: TreeEntry[], after: TreeEntry[]): string[] {
  const entries = new Map(before.map((entry) => [entry.path, entry]))
  const changed = after.flatMap(({ path, mode, objectId }) => {
    const old = entries.get(path)
    entries.delete(path)
    return old?.objectId === objectId && old.mode === mode ? [] : [path]
  })
  return [...changed, ...entries.keys()]
}
