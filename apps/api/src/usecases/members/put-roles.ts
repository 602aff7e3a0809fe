import type { Member, putRoles } from '@fun/contract/access'
import type { z } from 'zod'
import { endSessionsOf } from '../../accounts/sessions.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { countOwners, requireOwnerLeft } from '../roles/last-owner.ts'
import { lockRoles, replaceRoles } from '../roles/replace.ts'
import { findMember } from './find.ts'

/** Gives a member exactly these roles; their sessions end, and open streams look again. Throws `not-found`, `forbidden`, `invalid-request`, `last-owner`. */
export async function putMemberRoles(
  { deps, principal }: UseCaseContext,
  id: string,
  { roles }: z.infer<typeof putRoles>,
): Promise<Member> {
  await deps.store.$transaction(async (transaction) => {
    await lockRoles(transaction)
    const { email } = await findMember(transaction, id)
    const owners = await countOwners(transaction)
    const { before, after } = await replaceRoles(transaction, principal, { userId: id }, roles)
    await requireOwnerLeft(transaction, owners)
    const sessionsEnded = await endSessionsOf(transaction, id, principal.userId === id ? principal.sessionId : null)
    const facts = { before: { roles: before }, after: { roles: after } }
    await audit(transaction, principal, 'member.roles', email, { sessionsEnded }, facts)
  })
  deps.bus.publish(channels.access, '')
  return findMember(deps.store, id)
}
