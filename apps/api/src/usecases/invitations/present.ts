import { invitation } from '@fun/contract/accounts'
import type { z } from 'zod'
import type { Prisma } from '../../adapters/store/generated/client.ts'

/** What a presented invitation is read with. */
export const invitationInclude = {
  environment: { select: { id: true, name: true } },
} satisfies Prisma.InvitationInclude

export type InvitationRow = Prisma.InvitationGetPayload<{ include: typeof invitationInclude }>

/** An invitation as the contract has it: its link is not among it, nobody can read that again. */
export function presentInvitation(row: InvitationRow): z.infer<typeof invitation> {
  return invitation.parse({
    id: row.id,
    email: row.email,
    role: row.role,
    environment: row.environment,
    invitedBy: row.invitedBy,
    state: stateOf(row),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  })
}

function stateOf({ acceptedAt, revokedAt, expiresAt }: InvitationRow): 'open' | 'accepted' | 'expired' | 'revoked' {
  if (acceptedAt !== null) return 'accepted'
  if (revokedAt !== null) return 'revoked'
  return expiresAt > new Date() ? 'open' : 'expired'
}
