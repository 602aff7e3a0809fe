import { randomUUID } from 'node:crypto'
import type { createOidcProvider } from '@fun/contract/accounts'
import type { z } from 'zod'
import { discoverProvider } from '../../accounts/oidc-client.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { clientSecretContext } from '../../adapters/store/encryption.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { isUniqueViolation } from '../environments/create.ts'
import { requireMayGive } from '../roles/may-give.ts'
import { presentOidcProvider } from './present-provider.ts'

/**
 * Adds a provider, once its description answers. Whoever says who people are can be anybody: a credential that may do less than an owner adds none. Throws
 * `forbidden`, `oidc-unavailable`, `name-taken`.
 */
export async function createProvider(
  { deps, principal }: UseCaseContext,
  site: PublicSite,
  { clientSecret, ...fields }: z.infer<typeof createOidcProvider>,
) {
  requireMayGive(principal, [{ role: 'owner', environmentId: null }])
  await discoverProvider(deps, { ...fields, clientSecret })
  const id = randomUUID()
  const clientSecretEncrypted =
    clientSecret === null ? null : deps.encryption.encrypt(clientSecret, clientSecretContext(id))
  try {
    return await deps.store.$transaction(async (transaction) => {
      const row = await transaction.oidcProvider.create({ data: { id, ...fields, clientSecretEncrypted } })
      const { issuer, roleClaim, roleMap, defaultRole } = fields
      await audit(transaction, principal, 'oidc-provider.create', row.name, { issuer, roleClaim, roleMap, defaultRole })
      return presentOidcProvider(site, row)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new CodedError('name-taken', `The provider ${fields.name} exists already.`, {
      errors: [{ path: 'name', message: 'is taken' }],
    })
  }
}
