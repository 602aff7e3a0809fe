import type { changePassword } from '@fun/contract/accounts'
import type { z } from 'zod'
import { passwordHash } from '../../accounts/password-hash.ts'
import { endSessionsOf, requireFreshSession, requireUserSession } from '../../accounts/sessions.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { checkNewPassword } from './new-password.ts'
import { provePassword } from './prove.ts'

/**
 * Sets one's own password and ends one's other sessions. The current one is wanted; who has none (signed in by OIDC or passkey) must have signed in a short
 * while ago. Throws `password-refused`, `confirmation-needed`, `too-many-attempts`.
 */
export async function changeOwnPassword(
  context: UseCaseContext,
  { currentPassword, newPassword }: z.infer<typeof changePassword>,
): Promise<void> {
  const { deps, principal } = context
  const { userId, sessionId } = requireUserSession(principal)
  const user = await deps.store.user.findUniqueOrThrow({ where: { id: userId }, include: { password: true } })
  checkNewPassword(newPassword, user)
  if (user.password === null) await requireFreshSession(deps, principal)
  else if (currentPassword === undefined)
    throw new CodedError('password-refused', 'The current password is wanted.', {
      errors: [{ path: 'currentPassword', message: 'is wanted' }],
    })
  const attempt =
    user.password === null || currentPassword === undefined
      ? undefined
      : await provePassword(context, userId, { password: currentPassword, path: 'currentPassword' })
  const hash = await passwordHash(newPassword)
  await deps.store.$transaction(async (transaction) => {
    // In the order in which a reset and a sign-in take them: none waits for another in a circle.
    await transaction.passwordReset.deleteMany({ where: { userId, usedAt: null } })
    await transaction.userPassword.upsert({
      where: { userId },
      create: { userId, hash },
      update: { hash, changedAt: new Date() },
    })
    const sessionsEnded = await endSessionsOf(transaction, userId, sessionId)
    await attempt?.succeeded(transaction)
    await audit(transaction, principal, 'account.password', user.email, { sessionsEnded })
  })
  deps.bus.publish(channels.access, '')
}
