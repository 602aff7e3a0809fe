import type { confirmSession } from '@fun/contract/accounts'
import type { z } from 'zod'
import { requireUserSession } from '../../accounts/sessions.ts'
import { takeTotpCode } from '../../accounts/totp.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { provePassword } from './prove.ts'

/** Proves anew who sits here, for changes of credentials. Throws `password-refused`, `too-many-attempts`. */
export async function confirmOwnSession(
  context: UseCaseContext,
  { password, code }: z.infer<typeof confirmSession>,
): Promise<void> {
  const { deps, principal } = context
  const { userId, sessionId } = requireUserSession(principal)
  const attempt = await provePassword(context, userId, { password, path: 'password' })
  const confirmed = await deps.store.$transaction(async (transaction) => {
    const totp = await transaction.userTotp.findUnique({ where: { userId } })
    if (totp !== null && totp.confirmedAt !== null) {
      if (code === undefined) return false
      if (!(await takeTotpCode(transaction, deps.encryption, userId, code))) return false
    }
    await attempt.succeeded(transaction)
    await transaction.session.updateMany({ where: { id: sessionId }, data: { authenticatedAt: new Date() } })
    await audit(transaction, principal, 'session.confirm', principal.name)
    return true
  })
  if (confirmed) return
  throw new CodedError('password-refused', 'A code of the application is wanted, one that was not used yet.', {
    errors: [{ path: 'code', message: code === undefined ? 'is wanted' : 'is wrong, or was used already' }],
  })
}
