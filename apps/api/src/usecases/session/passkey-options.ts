import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { z } from 'zod'
import { openChallenge } from '../../accounts/challenges.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { relyingPartyId } from '../../accounts/webauthn.ts'
import type { Deps } from '../../deps.ts'

/** What a sign-in by passkey starts with: names no account, the authenticator knows its own. Throws `passkey-unavailable`. */
export async function passkeySignInOptions(deps: Deps, site: PublicSite) {
  const options = await generateAuthenticationOptions({ rpID: relyingPartyId(site), userVerification: 'required' })
  const { ticket } = await openChallenge(deps, 'passkey', { challenge: options.challenge })
  return { ticket, options: z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(options))) }
}
