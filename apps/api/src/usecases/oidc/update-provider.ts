import type { updateOidcProvider } from '@fun/contract/accounts'
import type { z } from 'zod'
import { discoverProvider, storedClientSecret } from '../../accounts/oidc-client.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { clientSecretContext } from '../../adapters/store/encryption.ts'
import type { OidcProvider } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { requireMayGive } from '../roles/may-give.ts'
import { findProvider } from './find-provider.ts'
import { presentOidcProvider } from './present-provider.ts'

/** What the audit says of a provider. */
const told = ({ title, issuer, clientId, scopes, roleClaim, roleMap, defaultRole }: OidcProvider) => ({
  title,
  issuer,
  clientId,
  scopes,
  roleClaim,
  roleMap,
  defaultRole,
})

/**
 * Changes a provider. Another issuer is another provider: whoever is tied to the old one has to be tied anew, sessions that it opened end, and it is not shown the old one's
 * secret. Throws `forbidden` as adding one does, `not-found`, `invalid-request`, `oidc-unavailable`.
 */
export async function updateProvider(
  { deps, principal }: UseCaseContext,
  site: PublicSite,
  name: string,
  { clientSecret, ...given }: z.infer<typeof updateOidcProvider>,
) {
  requireMayGive(principal, [{ role: 'owner', environmentId: null }])
  const before = await findProvider(deps.store, name)
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const secret = clientSecret === undefined ? storedClientSecret(deps, before) : clientSecret
  const { issuer = before.issuer, clientId = before.clientId } = given
  if (issuer !== before.issuer && secret !== null && clientSecret === undefined)
    throw new CodedError('invalid-request', `The client secret of ${before.issuer} is not sent to ${issuer}.`, {
      cure: 'Give the client secret of the new issuer too, or null.',
      errors: [{ path: 'clientSecret', message: 'is wanted with another issuer' }],
    })
  await discoverProvider(deps, { title: before.title, issuer, clientId, clientSecret: secret })
  const clientSecretEncrypted = secret === null ? null : deps.encryption.encrypt(secret, clientSecretContext(before.id))
  const shown = await deps.store.$transaction(async (transaction) => {
    if (issuer !== before.issuer) {
      await transaction.oidcIdentity.deleteMany({ where: { providerId: before.id } })
      await transaction.session.deleteMany({ where: { method: `oidc:${name}` } })
    }
    const row = await transaction.oidcProvider.update({
      where: { id: before.id },
      data: { ...fields, clientSecretEncrypted },
    })
    const detail = { secretChanged: clientSecret !== undefined }
    await audit(transaction, principal, 'oidc-provider.update', name, detail, {
      before: told(before),
      after: told(row),
    })
    return presentOidcProvider(site, row)
  })
  deps.bus.publish(channels.access, '')
  return shown
}
