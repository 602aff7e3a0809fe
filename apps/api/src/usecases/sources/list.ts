import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { byNameOrId } from '../environments/load.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { presentSource } from './present.ts'

/** All sources, newest first. */
export async function listSources(deps: Deps, page: PageRequest) {
  return toPage(await deps.store.source.findMany(pageArguments(page)), page, presentSource)
}

/** A source by name or id. Throws `not-found`. */
export async function findSource(deps: Deps, nameOrId: string) {
  const row = await deps.store.source.findUnique({ where: byNameOrId(nameOrId) })
  if (row === null) throw new CodedError('not-found', `There is no source ${nameOrId}.`)
  return presentSource(row)
}
