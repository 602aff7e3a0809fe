import type { Environment } from '@fun/contract/resources'
import type { Deps } from '../../deps.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { environmentInclude } from './load.ts'
import { presentEnvironment } from './present.ts'

/** All environments, newest first. */
export async function listEnvironments(
  deps: Deps,
  page: PageRequest,
): Promise<{ items: Environment[]; nextCursor: string | null }> {
  const rows = await deps.store.environment.findMany({ include: environmentInclude, ...pageArguments(page) })
  return toPage(rows, page, presentEnvironment)
}
