import type { Terminal } from '@fun/contract/terminal'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from '../environments/load.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { presentTerminal } from './present.ts'

/** Terminals of an environment, newest first; only those that are open, or only those that are not, when asked. */
export async function listTerminals(
  { deps }: UseCaseContext,
  name: string,
  { open, ...page }: PageRequest & { open?: boolean | undefined },
): Promise<{ items: Terminal[]; nextCursor: string | null }> {
  const { id: environmentId } = await loadEnvironment(deps, name)
  const endedAt = open === undefined ? {} : { endedAt: open ? null : { not: null } }
  const rows = await deps.store.terminalSession.findMany({
    ...pageArguments(page),
    where: { environmentId, ...endedAt },
  })
  return toPage(rows, page, presentTerminal)
}
