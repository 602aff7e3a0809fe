import type { Member, updateMember as updateMemberBody } from '@fun/contract/access'
import type { z } from 'zod'
import { endSessionsOf } from '../../accounts/sessions.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { countOwners, requireOwnerLeft } from '../roles/last-owner.ts'
import { requireMayGive } from '../roles/may-give.ts'
import { lockRoles } from '../roles/replace.ts'
import { findMember } from './find.ts'

/** Names, disables or enables a member; who is disabled is out at once, sessions, tokens and open streams. Throws `not-found`, `forbidden`, `last-owner`. */
export async function updateMember(
  { deps, principal }: UseCaseContext,
  id: string,
  body: z.infer<typeof updateMemberBody>,
): Promise<Member> {
  await deps.store.$transaction(async (transaction) => {
    await lockRoles(transaction)
    const existing = await findMember(transaction, id)
    const owners = await countOwners(transaction)
    requireMayGive(
      principal,
      existing.roles.map(({ role, environment }) => ({ role, environmentId: environment?.id ?? null })),
    )
    const disabledAt = body.disabled ? (existing.disabledAt ?? new Date()) : null
    await transaction.user.update({
      where: { id },
      data: {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.disabled === undefined ? {} : { disabledAt }),
      },
    })
    if (body.disabled === true) await endSessionsOf(transaction, id)
    await requireOwnerLeft(transaction, owners)
    const before = { name: existing.name, disabled: existing.disabledAt !== null }
    await audit(transaction, principal, 'member.update', existing.email, {}, { before, after: { ...before, ...body } })
  })
  deps.bus.publish(channels.access, '')
  return findMember(deps.store, id)
}
