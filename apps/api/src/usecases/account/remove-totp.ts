import { endSessionsOf, requireFreshSession } from '../../accounts/sessions.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

/** Turns codes off. */
export async function removeTotp({ deps, principal }: UseCaseContext): Promise<void> {
  const { userId, sessionId } = await requireFreshSession(deps, principal)
  await deps.store.$transaction(async (transaction) => {
    await transaction.userTotp.deleteMany({ where: { userId } })
    await transaction.recoveryCode.deleteMany({ where: { userId } })
    const sessionsEnded = await endSessionsOf(transaction, userId, sessionId)
    await audit(transaction, principal, 'account.totp-off', principal.name, { sessionsEnded })
  })
}
