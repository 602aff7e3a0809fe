import type { firstRun } from '@fun/contract/accounts'
import type { z } from 'zod'
import { actorOf, nowhere } from '../../accounts/actor.ts'
import { passwordHash } from '../../accounts/password-hash.ts'
import { endSessionsOf, openSession } from '../../accounts/sessions.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { countOwners } from '../roles/last-owner.ts'
import { requireMayGive } from '../roles/may-give.ts'
import { lockRoles } from '../roles/replace.ts'
import { checkNewPassword } from './new-password.ts'

/**
 * The first person of an installation, made by whoever shows the owner token, which goes on being valid: it is the way back in when all else is lost.
 * Returns the value of the new session's cookie. Throws `owner-token-needed`, `forbidden` for a token that an owner token made and that may do less, `owner-exists`,
 * `invalid-request`.
 */
export async function makeFirstOwner(
  { deps, principal }: UseCaseContext,
  { name, email, password }: z.infer<typeof firstRun>,
): Promise<string> {
  if (principal.kind !== 'owner-token')
    throw new CodedError('owner-token-needed', 'The first account is made with the owner token.')
  requireMayGive(principal, [{ role: 'owner', environmentId: null }])
  const { origin = nowhere } = principal
  checkNewPassword(password, { name, email })
  const hash = await passwordHash(password)
  return deps.store.$transaction(async (transaction) => {
    await lockRoles(transaction)
    if ((await countOwners(transaction)) > 0)
      throw new CodedError('owner-exists', 'This installation has an owner already.')
    // Somebody of that address may have been invited before there was an owner.
    const user = await transaction.user.upsert({
      where: { email },
      create: { email, name },
      update: { name, disabledAt: null },
    })
    await transaction.roleAssignment.deleteMany({ where: { userId: user.id, environmentId: null } })
    await transaction.roleAssignment.create({ data: { userId: user.id, role: 'owner' } })
    await transaction.userPassword.upsert({
      where: { userId: user.id },
      create: { userId: user.id, hash },
      update: { hash, changedAt: new Date() },
    })
    const sessionsEnded = await endSessionsOf(transaction, user.id)
    await audit(transaction, principal, 'member.create', email, { role: 'owner', firstRun: true, sessionsEnded })
    await audit(transaction, actorOf(user, origin), 'session.start', email, { method: 'first-run' })
    return openSession(transaction, { userId: user.id }, 'password', origin)
  })
}
