import type { updateOidcProvider } from '@fun/contract/accounts'
import type { z } from 'zod'
import { discoverProvider, storedClientSecret } from '../../accounts/oidc-client.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { clientSecretContext } from '../../adapters/store/encryption.ts'
import type { OidcProvider } from '../../adapters/store/generated/client.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
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

/** Changes a provider. Another issuer is another provider: whoever is tied to the old one has to be tied anew, and sessions that it opened end. Throws `not-found`, `oidc-unavailable`. */
export async function updateProvider(
  { deps, principal }: UseCaseContext,
  site: PublicSite,
  name: string,
  { clientSecret, ...given }: z.infer<typeof updateOidcProvider>,
) {
  const before = await findProvider(deps.store, name)
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const secret = clientSecret === undefined ? storedClientSecret(deps, before) : clientSecret
  const { issuer = before.issuer, clientId = before.clientId } = given
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
