import type { TerminalEnd } from '@fun/contract/terminal'
import type { TerminalSession } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { orderedBySchema } from '../policy/ordered-by.ts'
import { audit } from '../usecases/audit.ts'

/**
 * Notes that a terminal has ended, and in the audit whose it was and how long it lasted. Once: false when it had ended already, or is not `holder`'s any more (null:
 * nobody's).
 */
export async function finishTerminal(
  { store }: Pick<Deps, 'store'>,
  terminal: TerminalSession,
  holder: string | null,
  end: TerminalEnd,
  exitCode: number | null,
): Promise<boolean> {
  const endedAt = new Date()
  return store.$transaction(async (transaction) => {
    const { count } = await transaction.terminalSession.updateMany({
      where: { id: terminal.id, endedAt: null, workerId: holder },
      data: { endedAt, end, exitCode },
    })
    if (count === 0) return false
    const { service, program, root, openedAt } = terminal
    const seconds = Math.round((endedAt.getTime() - openedAt.getTime()) / 1000)
    const detail = { terminal: terminal.id, service, program, root, seconds, end, exitCode }
    const owner = orderedBySchema.parse(terminal.openedBy)
    const facts = { environmentId: terminal.environmentId ?? undefined }
    await audit(transaction, owner, 'terminal.close', terminal.environmentName, detail, facts)
    return true
  })
}
