import type { createServiceAccount as createBody, ServiceAccount } from '@fun/contract/access'
import type { z } from 'zod'
import { CodedError } from '../../errors.ts'
import { labelOf } from '../../policy/principal.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { isUniqueViolation } from '../environments/create.ts'
import { lockRoles, replaceRoles } from '../roles/replace.ts'
import { findServiceAccount } from './find.ts'

/** Makes a service account with roles up to the principal's own, without a token yet. Throws `name-taken`, `forbidden`, `invalid-request`. */
export async function createServiceAccount(
  { deps, principal }: UseCaseContext,
  body: z.infer<typeof createBody>,
): Promise<ServiceAccount> {
  const id = await deps.store
    .$transaction(async (transaction) => {
      await lockRoles(transaction)
      const row = await transaction.serviceAccount.create({
        data: { name: body.name, createdBy: labelOf(principal) },
      })
      const { after } = await replaceRoles(transaction, principal, { serviceAccountId: row.id }, body.roles)
      await audit(transaction, principal, 'service-account.create', body.name, { roles: after })
      return row.id
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error)
        ? new CodedError('name-taken', `The service account ${body.name} exists already.`, {
            errors: [{ path: 'name', message: 'is taken' }],
          })
        : error
    })
  return findServiceAccount(deps, id)
}
