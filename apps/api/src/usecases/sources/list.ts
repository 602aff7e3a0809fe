import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { environmentsOf, idFilter } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'
import { byNameOrId } from '../environments/load.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { presentSource, sourceInclude } from './present.ts'

/** Sources that the principal may see, newest first: all, or those of environments. */
export async function listSources({ deps, principal }: UseCaseContext, page: PageRequest) {
  const visible = idFilter(environmentsOf(principal, 'source:read'))
  const where = visible === undefined ? {} : { environments: { some: { id: visible } } }
  const rows = await deps.store.source.findMany({ where, include: sourceInclude, ...pageArguments(page) })
  return toPage(rows, page, presentSource)
}

/** A source by name or id. Throws `not-found`. */
export async function findSource(deps: Deps, nameOrId: string) {
  const row = await deps.store.source.findUnique({ where: byNameOrId(nameOrId), include: sourceInclude })
  if (row === null) throw new CodedError('not-found', `There is no source ${nameOrId}.`)
  return presentSource(row)
}
