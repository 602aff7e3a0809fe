import { type Member, member } from '@fun/contract/access'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import { presentRoles, rolesInclude } from '../roles/present.ts'

/** What a presented member is read with. */
export const memberInclude = rolesInclude

/** A member as the contract has it. */
export function presentMember(row: Prisma.UserGetPayload<{ include: typeof memberInclude }>): Member {
  return member.parse({
    id: row.id,
    email: row.email,
    name: row.name,
    roles: presentRoles(row.roles),
    createdAt: row.createdAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
  })
}
