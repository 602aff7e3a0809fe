import { buildable, releaseOfLine } from '@fun/compose-model/release-catalogue'
import type { SourceInspection } from '@fun/contract/new-environment'
import { askWorker } from '../../adapters/queue/questions.ts'
import type { Deps } from '../../deps.ts'
import { availablePythons } from '../../pipeline/available-pythons.ts'
import { inspectionQuestion } from '../../questions/kinds.ts'
import { findSource } from './list.ts'

/**
 * What a source is at a reference: its commit, its release, and whether it is a tree of the platform. Throws `not-found`, `repository-unreachable`,
 * `unknown-reference`, `worker-unavailable`, `unavailable`.
 */
export async function inspectSource(deps: Deps, nameOrId: string, reference: string): Promise<SourceInspection> {
  const { id: sourceId } = await findSource(deps, nameOrId)
  const { commit, subject, author, at, releaseLine, missing } = await askWorker(deps, inspectionQuestion, {
    sourceId,
    reference,
  })
  const release = releaseOfLine(releaseLine ?? undefined)
  const verdict = release && buildable(release, availablePythons(deps.config.images))
  return {
    reference,
    commit,
    commitSubject: subject,
    commitAuthor: author,
    committedAt: at,
    release: release?.name ?? null,
    releaseLine,
    refusedBecause: verdict === undefined || verdict.buildable ? null : verdict.reason,
    missing,
  }
}
