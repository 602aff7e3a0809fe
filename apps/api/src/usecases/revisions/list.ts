import { revision, type revision as revisionSchema } from '@fun/contract/resources'
import type { z } from 'zod'
import type { Revision } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'

/** Revisions of an environment, newest first. */
export async function listRevisions(deps: Deps, environmentId: string, page: PageRequest) {
  return toPage(
    await deps.store.revision.findMany({ where: { environmentId }, ...pageArguments(page) }),
    page,
    presentRevision,
  )
}

/** One revision. Throws `not-found`. */
export async function findRevision(deps: Deps, id: string) {
  const row = await deps.store.revision.findUnique({ where: { id } })
  if (row === null) throw new CodedError('not-found', `There is no revision ${id}.`)
  return presentRevision(row)
}

function presentRevision(row: Revision): z.infer<typeof revisionSchema> {
  return revision.parse({
    ...row,
    kept: row.servedAt !== null && row.droppedAt === null,
    createdAt: row.createdAt.toISOString(),
    servedAt: row.servedAt?.toISOString() ?? null,
  })
}
