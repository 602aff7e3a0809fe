import * as oidc from 'openid-client'
import { z } from 'zod'
import { OutgoingFailed } from '../adapters/outgoing/outgoing-failed.ts'
import { clientSecretContext } from '../adapters/store/encryption.ts'
import type { OidcProvider } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'

const timeoutSeconds = 10
const cureOfRefusal = 'Use an address on the internet, or have the server allow it by FUN_OUTGOING_ALLOW.'

/** What a provider has to be asked with. */
export interface OidcClientFields {
  title: string
  issuer: string
  clientId: string
  clientSecret: string | null
}

/** What a flow remembers between sending the browser away and its coming back. */
export const oidcFlow = z.object({
  provider: z.string(),
  codeVerifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  /** Path of the portal to go on at. */
  to: z.string(),
  /** Session of a person who ties an identity to their account; null: a sign-in. */
  linkSessionId: z.string().nullable(),
})
export type OidcFlow = z.infer<typeof oidcFlow>

/** Claims of a person: of the ID token, whose signature was checked, and of userinfo. */
export const oidcClaims = z.looseObject({
  sub: z.string().min(1).max(255),
  email: z.string().optional(),
  // Some providers write it as a text.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(false),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
})
export type OidcClaims = z.infer<typeof oidcClaims>

/** The library's calls, also to the addresses that a provider's description names, lead only where URLs that people typed may lead. */
const guardedFetch =
  ({ outgoing }: Pick<Deps, 'outgoing'>): oidc.CustomFetch =>
  (url, { body, ...init }) =>
    outgoing(url, { ...init, body: body ?? null })

/**
 * Reads a provider's description. What is made of it calls the provider through `deps.outgoing` only. Source: OpenID Connect Discovery 1.0. Throws `oidc-unavailable`.
 */
export async function discoverProvider(
  deps: Pick<Deps, 'logger' | 'outgoing'>,
  { title, issuer, clientId, clientSecret }: OidcClientFields,
): Promise<oidc.Configuration> {
  // Plain HTTP is for a provider on the same machine; the URL that an owner typed decides.
  const execute = [oidc.enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [])]
  const authentication = clientSecret === null ? oidc.None() : undefined
  try {
    const configuration = await oidc.discovery(new URL(issuer), clientId, clientSecret ?? undefined, authentication, {
      execute,
      timeout: timeoutSeconds,
      [oidc.customFetch]: guardedFetch(deps),
    })
    // A browser is sent there from a page of the portal, where `javascript:` would run.
    const { authorization_endpoint: endpoint = '' } = configuration.serverMetadata()
    if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) throw new Error('it names no page to sign in at')
    return configuration
  } catch (error) {
    deps.logger.warn({ error: String(error) }, 'an OIDC provider could not be asked')
    throw new CodedError(
      'oidc-unavailable',
      `${title} (${issuer}) gives no description that can be used: ${reasonOf(error)}.`,
      {
        errors: [{ path: 'issuer', message: 'gives no description that can be used' }],
        cause: error,
        ...(outgoingFailureOf(error)?.kind === 'refused' ? { cure: cureOfRefusal } : {}),
      },
    )
  }
}

/** A stored provider's description. Throws `oidc-unavailable`. */
export const discoverStored = (
  deps: Pick<Deps, 'logger' | 'encryption' | 'outgoing'>,
  row: OidcProvider,
): Promise<oidc.Configuration> =>
  discoverProvider(deps, {
    title: row.title,
    issuer: row.issuer,
    clientId: row.clientId,
    clientSecret: storedClientSecret(deps, row),
  })

export function storedClientSecret({ encryption }: Pick<Deps, 'encryption'>, row: OidcProvider): string | null {
  const { clientSecretEncrypted, id } = row
  return clientSecretEncrypted === null ? null : encryption.decrypt(clientSecretEncrypted, clientSecretContext(id))
}

/** Where the browser goes, and what has to be remembered of it. Sources: RFC 7636 (PKCE), OpenID Connect Core 1.0, 3.1.2.1. */
export async function authorizationRequest(
  configuration: oidc.Configuration,
  { redirectUri, scopes }: { redirectUri: string; scopes: string[] },
): Promise<{ url: string; codeVerifier: string; state: string; nonce: string }> {
  const codeVerifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: [...new Set(['openid', ...scopes])].join(' '),
    code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  return { url: url.href, codeVerifier, state, nonce }
}

/** Takes the code that the browser came back with, and says who it is. Throws `oidc-refused` when state, nonce, signature or code does not hold. */
export async function claimsOfAnswer(
  configuration: oidc.Configuration,
  answeredAt: URL,
  { codeVerifier, state, nonce }: Pick<OidcFlow, 'codeVerifier' | 'state' | 'nonce'>,
): Promise<OidcClaims> {
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, answeredAt, {
      pkceCodeVerifier: codeVerifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) throw new Error('there is no ID token')
    const more =
      configuration.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)
    return oidcClaims.parse(mergedClaims(claims, more))
  } catch (error) {
    throw new CodedError('oidc-refused', `The answer of the provider does not hold: ${reasonOf(error)}.`, {
      cause: error,
    })
  }
}

/**
 * Claims of the ID token, and of userinfo what it leaves out. That an address is verified counts for the address that it is said of, not for another one beside it.
 */
export function mergedClaims(ofToken: Record<string, unknown>, ofUserinfo: Record<string, unknown>) {
  const [first, second] = ofToken.email === undefined ? [ofUserinfo, ofToken] : [ofToken, ofUserinfo]
  const said = first.email_verified ?? (first.email === second.email ? second.email_verified : undefined)
  return { ...ofUserinfo, ...ofToken, email_verified: said }
}

/** The library wraps what a call threw. */
const outgoingFailureOf = (error: unknown): OutgoingFailed | undefined =>
  error instanceof Error && error.cause instanceof OutgoingFailed ? error.cause : undefined

/** What the library, or the call that it made, says in one line; it names no secret. */
function reasonOf(error: unknown): string {
  const said = outgoingFailureOf(error) ?? error
  const message =
    said instanceof oidc.AuthorizationResponseError ? said.error : said instanceof Error ? said.message : String(said)
  return message.split('\n')[0]?.replace(/\.$/, '').slice(0, 200) ?? ''
}
