import type { acceptInvitation } from '@fun/contract/accounts'
import type { z } from 'zod'
import { actorOf } from '../../accounts/actor.ts'
import { beginAttempt } from '../../accounts/attempts.ts'
import { passwordHash } from '../../accounts/password-hash.ts'
import { openSession } from '../../accounts/sessions.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import type { Invitation, Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { mayDo } from '../../policy/may-do.ts'
import { orderedBySchema, principalNow } from '../../policy/ordered-by.ts'
import { checkNewPassword } from '../account/new-password.ts'
import { audit } from '../audit.ts'
import { createUser } from '../members/create.ts'
import { mayGive } from '../roles/may-give.ts'
import { findOpenInvitation } from './look.ts'

/**
 * Makes the account that an invitation is for, once, and signs it in. The address must be the invited one: a link that went astray is of no use to whoever does not
 * know it. Returns the value of the session's cookie. Throws `invitation-refused`, `member-exists`, `invalid-request`,
 * `too-many-attempts`.
 */
export async function acceptMembership(
  { deps, origin }: VisitorContext,
  { token, email, name, password }: z.infer<typeof acceptInvitation>,
): Promise<string> {
  checkNewPassword(password, { name, email })
  const invitation = await findOpenInvitation(deps.store, token)
  // Counted like tries at signing in: the address is not guessed by whoever found the link.
  const key = { email: `invitation ${invitation.id}`, clientAddress: origin.clientAddress ?? '', method: 'invitation' }
  const attempt = await beginAttempt(deps, key)
  requireAddress(invitation, email)
  const hash = await passwordHash(password)
  return deps.store.$transaction(async (transaction) => {
    await attempt.succeeded(transaction)
    const user = await takeInvitation(transaction, await findOpenInvitation(transaction, token), name)
    await transaction.userPassword.create({ data: { userId: user.id, hash } })
    const actor = actorOf(user, origin)
    await audit(transaction, actor, 'member.accept', email, { name })
    await audit(transaction, actor, 'session.start', email, { method: 'invitation' })
    return openSession(transaction, { userId: user.id }, 'password', origin)
  })
}

function requireAddress(invitation: Invitation, email: string): void {
  if (invitation.email === email) return
  throw new CodedError('invitation-refused', 'This invitation is for another address.', {
    errors: [{ path: 'email', message: 'is not the invited one' }],
  })
}

/** Makes the invited person with the invited role, if the inviter may still give it; of two calls at once, one. Throws `invitation-refused`, `member-exists`. */
export async function takeInvitation(
  transaction: Prisma.TransactionClient,
  invitation: Invitation,
  name: string,
): Promise<{ id: string; email: string }> {
  const { id, email, role, environmentId } = invitation
  await requireInviter(transaction, invitation)
  const { count } = await transaction.invitation.updateMany({
    where: { id, acceptedAt: null, revokedAt: null },
    data: { acceptedAt: new Date() },
  })
  if (count === 0) throw new CodedError('invitation-refused', 'This invitation was accepted already.')
  if ((await transaction.user.findUnique({ where: { email } })) !== null)
    throw new CodedError('member-exists', `${email} has an account already.`, { cure: 'Sign in.' })
  const user = await createUser(transaction, { email, name })
  await transaction.roleAssignment.create({ data: { userId: user.id, role, environmentId } })
  return user
}

/** Those from before this was noted do not say whose rights they stand on. */
async function requireInviter(
  transaction: Prisma.TransactionClient,
  { orderedBy, role, environmentId }: Invitation,
): Promise<void> {
  if (orderedBy === null) return
  const inviter = await principalNow({ store: transaction }, orderedBySchema.parse(orderedBy))
  if (inviter !== null && mayDo(inviter, 'member:write') && mayGive(inviter, role, environmentId)) return
  throw new CodedError('invitation-refused', 'Whoever sent this invitation may not invite to that role any more.')
}
