import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { Actor } from '../context.ts'
import { makeResetPath } from './make-link.ts'

/** Whoever may run commands on the server. */
const server: Actor = {
  kind: 'owner-token',
  id: 'server',
  name: 'command on the server',
  userId: null,
  serviceAccountId: null,
  sessionId: null,
  grants: { installation: 'owner', environments: {} },
  limits: null,
}

/**
 * The way back in for whoever has the server: the path of a link to choose a new password. `withoutSecondFactor` turns codes off too, for a lost phone. Failed sign-ins
 * of the account are forgotten. Throws `not-found`.
 */
export async function makeResetOnServer(
  deps: Pick<Deps, 'store'>,
  email: string,
  { withoutSecondFactor }: { withoutSecondFactor: boolean },
): Promise<string> {
  return deps.store.$transaction(async (transaction) => {
    const user = await transaction.user.findUnique({ where: { email: email.trim().toLowerCase() } })
    if (user === null) throw new CodedError('not-found', `No account has the address ${email}.`)
    if (withoutSecondFactor) {
      await transaction.userTotp.deleteMany({ where: { userId: user.id } })
      await transaction.recoveryCode.deleteMany({ where: { userId: user.id } })
    }
    await transaction.signInAttempt.deleteMany({ where: { email: user.email, outcome: 'failed' } })
    await audit(transaction, server, 'account.make-password-reset', user.email, { withoutSecondFactor })
    return makeResetPath(transaction, user.id)
  })
}
