import type { GitReferences } from '@fun/contract/new-environment'
import { askWorker } from '../../adapters/queue/questions.ts'
import type { Deps } from '../../deps.ts'
import { referencesQuestion } from '../../questions/kinds.ts'
import { findSource } from './list.ts'

/**
 * Branches and tags that the repository has now, as a worker reads them. Throws `not-found`, `repository-unreachable`, `worker-unavailable`,
 * `unavailable`.
 */
export async function listReferences(
  deps: Deps,
  nameOrId: string,
  { search, kind, limit }: { search: string; kind?: 'branch' | 'tag' | undefined; limit: number },
): Promise<GitReferences> {
  const { id: sourceId } = await findSource(deps, nameOrId)
  const found = await askWorker(deps, referencesQuestion, {
    sourceId,
    search,
    limit,
    ...(kind === undefined ? {} : { kind }),
  })
  return { ...found, nextCursor: null }
}
