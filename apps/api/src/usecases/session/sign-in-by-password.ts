import { actorOf, strangerOf } from '../../accounts/actor.ts'
import { beginAttempt } from '../../accounts/attempts.ts'
import { openChallenge } from '../../accounts/challenges.ts'
import { isPassword } from '../../accounts/password-hash.ts'
import { openSession } from '../../accounts/sessions.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'

/** What a sign-in came to: `session` is the value of the cookie. */
export type SignedIn = { state: 'signed-in'; session: string }
export type SecondFactorWanted = { state: 'second-factor'; ticket: string; expiresAt: string }

/**
 * Looks at address and password. An address that is not known takes as long as a wrong password and is answered with the same words.
 * Throws `sign-in-refused`, `too-many-attempts`.
 */
export async function signInByPassword(
  { deps, origin }: VisitorContext,
  { email, password }: { email: string; password: string },
): Promise<SignedIn | SecondFactorWanted> {
  const { store } = deps
  const attempt = await beginAttempt(deps, { email, clientAddress: origin.clientAddress ?? '', method: 'password' })
  const user = await store.user.findUnique({ where: { email }, include: { password: true, totp: true } })
  const right = await isPassword(password, user?.password?.hash)
  if (!right || user === null || user.disabledAt !== null) {
    await store.$transaction((transaction) =>
      audit(
        transaction,
        strangerOf(email, origin),
        'session.start',
        email,
        { method: 'password' },
        { result: 'refused' },
      ),
    )
    throw refused()
  }
  const { hash } = user.password ?? { hash: '' }
  if (user.totp !== null && user.totp.confirmedAt !== null) {
    await attempt.pending()
    return store.$transaction(async (transaction) => {
      await holdPassword(transaction, user.id, hash)
      const parts = { store: transaction, encryption: deps.encryption }
      const { ticket, expiresAt } = await openChallenge(parts, 'second-factor', {}, user.id)
      return { state: 'second-factor' as const, ticket, expiresAt: expiresAt.toISOString() }
    })
  }
  return store.$transaction(async (transaction) => {
    await holdPassword(transaction, user.id, hash)
    await attempt.succeeded(transaction)
    const session = await openSession(transaction, { userId: user.id }, 'password', origin)
    await audit(transaction, actorOf(user, origin), 'session.start', email, { method: 'password' })
    return { state: 'signed-in' as const, session }
  })
}

const refused = (): CodedError => new CodedError('sign-in-refused', 'The address or the password is wrong.')

/**
 * Holds the password that was looked at until the transaction ends: whoever changes it meanwhile waits, and ends what was opened with it. Throws `sign-in-refused` when it
 * has been changed.
 */
async function holdPassword(transaction: Prisma.TransactionClient, userId: string, hash: string): Promise<void> {
  const { count } = await transaction.userPassword.updateMany({ where: { userId, hash }, data: { hash } })
  if (count === 0) throw refused()
}
