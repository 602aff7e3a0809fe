import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { byNameOrId } from '../environments/load.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { presentSource, sourceInclude } from './present.ts'

/** All sources, newest first. */
export async function listSources(deps: Deps, page: PageRequest) {
  return toPage(
    await deps.store.source.findMany({ include: sourceInclude, ...pageArguments(page) }),
    page,
    presentSource,
  )
}

/** A source by name or id. Throws `not-found`. */
export async function findSource(deps: Deps, nameOrId: string) {
  const row = await deps.store.source.findUnique({ where: byNameOrId(nameOrId), include: sourceInclude })
  if (row === null) throw new CodedError('not-found', `There is no source ${nameOrId}.`)
  return presentSource(row)
}
