import { openChallenge } from '../../accounts/challenges.ts'
import { authorizationRequest, discoverStored, type OidcFlow } from '../../accounts/oidc-client.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import type { Deps } from '../../deps.ts'
import { findProvider } from './find-provider.ts'
import { redirectUriOf } from './present-provider.ts'

/** Begins a sign-in at a provider: where the browser goes, and the ticket that it keeps in a cookie meanwhile. Throws `not-found`, `oidc-unavailable`. */
export async function startOidc(
  deps: Deps,
  site: PublicSite,
  { provider: name, to, linkSessionId }: { provider: string; to: string; linkSessionId: string | null },
): Promise<{ url: string; ticket: string }> {
  const provider = await findProvider(deps.store, name)
  const configuration = await discoverStored(deps, provider)
  const request = await authorizationRequest(configuration, {
    redirectUri: redirectUriOf(site, name),
    scopes: provider.scopes,
  })
  const { url, ...secrets } = request
  const flow: OidcFlow = { provider: name, to, linkSessionId, ...secrets }
  const { ticket } = await openChallenge(deps, 'oidc', flow)
  return { url, ticket }
}
