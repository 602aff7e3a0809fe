import type { passkeyAssertion } from '@fun/contract/accounts'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import { z } from 'zod'
import { actorOf } from '../../accounts/actor.ts'
import { takeChallenge } from '../../accounts/challenges.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { openSession } from '../../accounts/sessions.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import { credentialOf, passkeyRefused, relyingPartyId } from '../../accounts/webauthn.ts'
import { audit } from '../audit.ts'
import type { SignedIn } from './sign-in-by-password.ts'

const challengeData = z.object({ challenge: z.string() })

/**
 * Signs in whoever holds a passkey and unlocked it (by finger, face or PIN), which is two factors. A signature counter that does not grow is refused: the key
 * was copied. Throws `passkey-refused`, `passkey-unavailable`, `ticket-refused`.
 */
export async function signInByPasskey(
  { deps, origin }: VisitorContext,
  site: PublicSite,
  { ticket, response }: { ticket: string; response: z.infer<typeof passkeyAssertion> },
): Promise<SignedIn> {
  const { data } = await takeChallenge(deps, 'passkey', ticket, challengeData)
  const passkey = await deps.store.passkey.findUnique({ where: { credentialId: response.id }, include: { user: true } })
  if (passkey === null || passkey.user.disabledAt !== null) throw passkeyRefused()
  const { user } = passkey
  const { userHandle } = response.response
  if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== user.id) throw passkeyRefused()
  const verified = await verifyAuthenticationResponse({
    response: authenticationJson(response),
    expectedChallenge: data.challenge,
    expectedOrigin: site.origin,
    expectedRPID: relyingPartyId(site),
    credential: credentialOf(passkey),
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw passkeyRefused(error)
  })
  if (!verified.verified) throw passkeyRefused()
  const { newCounter, credentialBackedUp } = verified.authenticationInfo
  return deps.store.$transaction(async (transaction) => {
    const { count } = await transaction.passkey.updateMany({
      where: { id: passkey.id, counter: passkey.counter },
      data: { counter: newCounter, backedUp: credentialBackedUp, lastUsedAt: new Date() },
    })
    if (count === 0) throw passkeyRefused()
    await audit(transaction, actorOf(user, origin), 'session.start', user.email, {
      method: 'passkey',
      passkey: passkey.name,
    })
    return {
      state: 'signed-in' as const,
      session: await openSession(transaction, { userId: user.id }, 'passkey', origin),
    }
  })
}

/** zod writes absent members as `undefined`, which the library's type does not know. */
function authenticationJson(given: z.infer<typeof passkeyAssertion>) {
  const { authenticatorAttachment, clientExtensionResults: _unused, response, ...rest } = given
  const { userHandle, ...answers } = response
  return {
    ...rest,
    clientExtensionResults: {},
    ...(authenticatorAttachment === undefined ? {} : { authenticatorAttachment }),
    response: { ...answers, ...(userHandle === undefined ? {} : { userHandle }) },
  }
}
