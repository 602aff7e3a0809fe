import type { invitationLook } from '@fun/contract/accounts'
import type { z } from 'zod'
import { oneTimeTokenHash } from '../../accounts/one-time-token.ts'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'

/** What whoever holds a link may know of it; the address is not among it. Throws `invitation-refused`. */
export async function lookAtInvitation(deps: Deps, token: string): Promise<z.infer<typeof invitationLook>> {
  const { role, invitedBy, expiresAt } = await findOpenInvitation(deps.store, token)
  return { role, invitedBy, expiresAt: expiresAt.toISOString() }
}

/** The invitation of a link. Throws `invitation-refused` with what became of it. */
export async function findOpenInvitation(store: Pick<Prisma.TransactionClient, 'invitation'>, token: string) {
  const row = await store.invitation.findUnique({ where: { hash: oneTimeTokenHash(token) } })
  if (row === null) throw new CodedError('invitation-refused', 'This invitation is not known here.')
  if (row.acceptedAt !== null) throw new CodedError('invitation-refused', 'This invitation was accepted already.')
  if (row.revokedAt !== null) throw new CodedError('invitation-refused', 'This invitation was taken back.')
  if (row.expiresAt <= new Date()) throw new CodedError('invitation-refused', 'This invitation has expired.')
  return row
}
