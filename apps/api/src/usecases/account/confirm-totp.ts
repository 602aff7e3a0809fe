import { replaceRecoveryCodes } from '../../accounts/recovery-codes.ts'
import { endSessionsOf, requireFreshSession } from '../../accounts/sessions.ts'
import { takeTotpCode } from '../../accounts/totp.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

/** Turns codes on with the first of them, and ends one's other sessions. Returns the recovery codes, shown once. Throws `code-refused`. */
export async function confirmTotp({ deps, principal }: UseCaseContext, code: string): Promise<string[]> {
  const { userId, sessionId } = await requireFreshSession(deps, principal)
  return deps.store.$transaction(async (transaction) => {
    const taken = await takeTotpCode(transaction, deps.encryption, userId, code, { confirmed: false })
    const { count } = taken
      ? await transaction.userTotp.updateMany({
          where: { userId, confirmedAt: null },
          data: { confirmedAt: new Date() },
        })
      : { count: 0 }
    if (count === 0)
      throw new CodedError('code-refused', 'The code is not the one that the application should show now.', {
        errors: [{ path: 'code', message: 'is wrong, or was used already' }],
      })
    const codes = await replaceRecoveryCodes(transaction, userId)
    const sessionsEnded = await endSessionsOf(transaction, userId, sessionId)
    await audit(transaction, principal, 'account.totp-on', principal.name, { sessionsEnded })
    return codes
  })
}
