import { channels } from '../../adapters/queue/bus.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { countOwners, requireOwnerLeft } from '../roles/last-owner.ts'
import { requireMayGive } from '../roles/may-give.ts'
import { lockRoles } from '../roles/replace.ts'
import { findMember } from './find.ts'

/** Removes a member with roles, tokens and sessions; what they did stays in operations and audit. Throws `not-found`, `forbidden`, `last-owner`. */
export async function removeMember({ deps, principal }: UseCaseContext, id: string): Promise<void> {
  await deps.store.$transaction(async (transaction) => {
    await lockRoles(transaction)
    const existing = await findMember(transaction, id)
    const owners = await countOwners(transaction)
    const held = existing.roles.map(({ role, environment }) => ({ role, environmentId: environment?.id ?? null }))
    requireMayGive(principal, held)
    await transaction.user.delete({ where: { id } })
    await requireOwnerLeft(transaction, owners)
    await audit(transaction, principal, 'member.remove', existing.email, { roles: held })
  })
  deps.bus.publish(channels.access, '')
}
