import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { findSource } from '../sources/list.ts'
import { presentStatusReports } from './present.ts'

/** How the git host of a source is told what became of its commits. Throws `not-found`, also when it is told nothing. */
export async function findStatusReports(deps: Deps, named: string) {
  const source = await findSource(deps, named)
  const row = await deps.store.statusReports.findUnique({ where: { sourceId: source.id } })
  if (row !== null) return presentStatusReports(row)
  throw new CodedError('not-found', `The git host of ${source.name} is told nothing.`, {
    cure: `Give it a token: PUT /api/v1/sources/${source.name}/status-reports.`,
  })
}
