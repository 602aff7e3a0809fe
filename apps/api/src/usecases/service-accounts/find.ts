import { type ServiceAccount, serviceAccount } from '@fun/contract/access'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { byNameOrId } from '../environments/load.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { presentRoles, rolesInclude } from '../roles/present.ts'

function present(row: Prisma.ServiceAccountGetPayload<{ include: typeof rolesInclude }>): ServiceAccount {
  return serviceAccount.parse({
    id: row.id,
    name: row.name,
    roles: presentRoles(row.roles),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
  })
}

/** All service accounts, newest first. */
export async function listServiceAccounts(deps: Deps, page: PageRequest) {
  const rows = await deps.store.serviceAccount.findMany({ include: rolesInclude, ...pageArguments(page) })
  return toPage(rows, page, present)
}

/** One by name or id. Throws `not-found`. */
export async function findServiceAccount(deps: Deps, nameOrId: string): Promise<ServiceAccount> {
  const row = await deps.store.serviceAccount.findUnique({ where: byNameOrId(nameOrId), include: rolesInclude })
  if (row === null) throw new CodedError('not-found', `There is no service account ${nameOrId}.`)
  return present(row)
}
