import type { Environment } from '@fun/contract/resources'
import { environmentsOf, idFilter } from '../../policy/may-do.ts'
import { environmentFor } from '../../policy/withhold.ts'
import type { UseCaseContext } from '../context.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { type EnvironmentFilter, environmentOrder, environmentWhere } from './list-filter.ts'
import { presentEnvironment } from './present.ts'
import { readEnvironments } from './read.ts'

/** Environments that the principal may see and that fit a filter, newest first unless ordered otherwise. */
export async function listEnvironments(
  { deps, principal }: UseCaseContext,
  page: PageRequest & EnvironmentFilter,
): Promise<{ items: Environment[]; nextCursor: string | null }> {
  const visible = idFilter(environmentsOf(principal, 'environment:read'))
  const rows = await readEnvironments(deps.store, {
    where: { ...environmentWhere(page), ...(visible === undefined ? {} : { id: visible }) },
    ...pageArguments(page, environmentOrder(page)),
  })
  return toPage(rows, page, (row) => environmentFor(principal, presentEnvironment(row)))
}
