import { oidcProvider } from '@fun/contract/accounts'
import type { z } from 'zod'
import type { PublicSite } from '../../accounts/public-site.ts'
import type { OidcProvider } from '../../adapters/store/generated/client.ts'

/** Where a provider sends the browser back to; registered there. */
export const redirectUriOf = (site: PublicSite, providerName: string): string =>
  `${site.origin}/api/v1/oidc/${providerName}/callback`

/** A provider as the contract has it; its client secret is never shown. */
export function presentOidcProvider(site: PublicSite, row: OidcProvider): z.infer<typeof oidcProvider> {
  return oidcProvider.parse({
    ...row,
    hasClientSecret: row.clientSecretEncrypted !== null,
    redirectUri: redirectUriOf(site, row.name),
    createdAt: row.createdAt.toISOString(),
  })
}
