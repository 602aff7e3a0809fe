import { requestTerminalEnd } from '../../terminals/request-end.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findTerminal } from './find.ts'

/** Ends a terminal, one’s own or somebody else's. Nothing happens when it has ended. Throws `not-found`. */
export async function endTerminal({ deps, principal }: UseCaseContext, name: string, id: string): Promise<void> {
  const row = await findTerminal(deps, name, id)
  if (row.endedAt !== null) return
  const detail = { terminal: id, service: row.service }
  const facts = { environmentId: row.environmentId ?? undefined }
  await deps.store.$transaction((transaction) =>
    audit(transaction, principal, 'terminal.end', row.environmentName, detail, facts),
  )
  await requestTerminalEnd(deps, id, 'closed')
}
