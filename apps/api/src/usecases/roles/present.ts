import type { heldRole } from '@fun/contract/access'
import { roles } from '@fun/contract/policy'
import type { z } from 'zod'
import type { Prisma } from '../../adapters/store/generated/client.ts'

/** What presented roles are read with. */
export const rolesInclude = {
  roles: { select: { role: true, environment: { select: { id: true, name: true } } } },
} satisfies Prisma.UserInclude

/** Roles as the contract has them: of the installation first, then by environment's name. */
export function presentRoles(rows: ReadonlyArray<z.infer<typeof heldRole>>): Array<z.infer<typeof heldRole>> {
  const place = ({ environment }: z.infer<typeof heldRole>) => environment?.name ?? ''
  return rows
    .map(({ role, environment }) => ({ role, environment }))
    .sort((one, other) => place(one).localeCompare(place(other)) || roles.indexOf(one.role) - roles.indexOf(other.role))
}
