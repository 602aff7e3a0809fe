import { actorOf } from '../../accounts/actor.ts'
import { oneTimeTokenHash } from '../../accounts/one-time-token.ts'
import { passwordHash } from '../../accounts/password-hash.ts'
import { endSessionsOf } from '../../accounts/sessions.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { CodedError } from '../../errors.ts'
import { checkNewPassword } from '../account/new-password.ts'
import { audit } from '../audit.ts'

/**
 * Sets the password that a reset link allows, once, forgets failed sign-ins and ends every session of the account. It does not sign in: a second factor is still asked for. Throws `reset-refused`,
 * `invalid-request`.
 */
export async function usePasswordReset(
  { deps, origin }: VisitorContext,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const where = { hash: oneTimeTokenHash(token), usedAt: null, expiresAt: { gt: new Date() } }
  const reset = await deps.store.passwordReset.findFirst({ where, include: { user: true } })
  if (reset === null || reset.user.disabledAt !== null) throw refused()
  const { user } = reset
  checkNewPassword(password, user)
  const hash = await passwordHash(password)
  await deps.store.$transaction(async (transaction) => {
    const { count } = await transaction.passwordReset.updateMany({ where, data: { usedAt: new Date() } })
    if (count === 0) throw refused()
    await transaction.passwordReset.deleteMany({ where: { userId: user.id, usedAt: null } })
    await transaction.userPassword.upsert({
      where: { userId: user.id },
      create: { userId: user.id, hash },
      update: { hash, changedAt: new Date() },
    })
    const sessionsEnded = await endSessionsOf(transaction, user.id)
    await transaction.signInAttempt.deleteMany({ where: { email: user.email, outcome: 'failed' } })
    await audit(transaction, actorOf(user, origin), 'account.password-reset', user.email, { sessionsEnded })
  })
  deps.bus.publish(channels.access, '')
}

const refused = () => new CodedError('reset-refused', 'This link has expired, or was used already.')
