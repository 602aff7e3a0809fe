import { generateRegistrationOptions } from '@simplewebauthn/server'
import { z } from 'zod'
import { openChallenge } from '../../accounts/challenges.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { requireFreshSession } from '../../accounts/sessions.ts'
import { relyingPartyId, relyingPartyName } from '../../accounts/webauthn.ts'
import type { UseCaseContext } from '../context.ts'

/** What the making of a passkey starts with. Throws `confirmation-needed`, `passkey-unavailable`. */
export async function passkeyRegistrationOptions({ deps, principal }: UseCaseContext, site: PublicSite) {
  const { userId } = await requireFreshSession(deps, principal)
  const user = await deps.store.user.findUniqueOrThrow({ where: { id: userId }, include: { passkeys: true } })
  const options = await generateRegistrationOptions({
    rpName: relyingPartyName,
    rpID: relyingPartyId(site),
    userID: Uint8Array.from(Buffer.from(user.id)),
    userName: user.email,
    userDisplayName: user.name,
    attestationType: 'none',
    excludeCredentials: user.passkeys.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const { ticket } = await openChallenge(deps, 'passkey-registration', { challenge: options.challenge }, user.id)
  return { ticket, options: z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(options))) }
}
