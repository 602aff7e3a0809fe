import { actorOf } from '../../accounts/actor.ts'
import { beginAttempt } from '../../accounts/attempts.ts'
import { ticketRefused, tryChallenge } from '../../accounts/challenges.ts'
import { takeRecoveryCode } from '../../accounts/recovery-codes.ts'
import { openSession } from '../../accounts/sessions.ts'
import { takeTotpCode } from '../../accounts/totp.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { SignedIn } from './sign-in-by-password.ts'

/** A code of the application, or one of those kept for the day that it is lost. */
export type SecondFactor = { code: string } | { recoveryCode: string }

/** The second step after the password. A code is good once. Throws `sign-in-refused`, `ticket-refused`, `too-many-attempts`. */
export async function signInBySecondFactor(
  { deps, origin }: VisitorContext,
  { ticket, ...factor }: SecondFactor & { ticket: string },
): Promise<SignedIn> {
  const { store } = deps
  const { hash, userId } = await tryChallenge(deps, 'second-factor', ticket)
  const user = await store.user.findUniqueOrThrow({ where: { id: userId } })
  const method = 'code' in factor ? 'password+totp' : 'password+recovery-code'
  const attempt = await beginAttempt(deps, { email: user.email, clientAddress: origin.clientAddress ?? '', method })
  const session = await store.$transaction(async (transaction) => {
    const right =
      'code' in factor
        ? await takeTotpCode(transaction, deps.encryption, user.id, factor.code)
        : await takeRecoveryCode(transaction, user.id, factor.recoveryCode)
    if (!right || user.disabledAt !== null) {
      await audit(transaction, actorOf(user, origin), 'session.start', user.email, { method }, { result: 'refused' })
      return undefined
    }
    const { count } = await transaction.signInChallenge.deleteMany({ where: { hash } })
    if (count === 0) throw ticketRefused()
    await attempt.succeeded(transaction)
    await audit(transaction, actorOf(user, origin), 'session.start', user.email, { method })
    return openSession(transaction, { userId: user.id }, method, origin)
  })
  if (session !== undefined) return { state: 'signed-in', session }
  throw new CodedError('sign-in-refused', 'The code is wrong, or was used already.', {
    cure: 'Wait for the next code of the application, or use a recovery code.',
    errors: [{ path: 'code' in factor ? 'code' : 'recoveryCode', message: 'is wrong, or was used already' }],
  })
}
