import type { Environment } from '@fun/contract/resources'
import { environmentsOf, idFilter } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { environmentInclude } from './load.ts'
import { presentEnvironment } from './present.ts'

/** Environments that the principal may see, newest first. */
export async function listEnvironments(
  { deps, principal }: UseCaseContext,
  page: PageRequest,
): Promise<{ items: Environment[]; nextCursor: string | null }> {
  const visible = idFilter(environmentsOf(principal, 'environment:read'))
  const rows = await deps.store.environment.findMany({
    where: visible === undefined ? {} : { id: visible },
    include: environmentInclude,
    ...pageArguments(page),
  })
  return toPage(rows, page, presentEnvironment)
}
