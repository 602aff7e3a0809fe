import type { addPasskey, passkeyAttestation } from '@fun/contract/accounts'
import { verifyRegistrationResponse } from '@simplewebauthn/server'
import { z } from 'zod'
import { takeChallenge, ticketRefused } from '../../accounts/challenges.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { requireFreshSession } from '../../accounts/sessions.ts'
import { passkeyRefused, relyingPartyId } from '../../accounts/webauthn.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { isUniqueViolation } from '../environments/create.ts'
import { findAccount } from './present.ts'

const challengeData = z.object({ challenge: z.string() })

/** Keeps the public half of a passkey that the authenticator made. Throws `confirmation-needed`, `ticket-refused`, `passkey-refused`. */
export async function addOwnPasskey(
  { deps, principal }: UseCaseContext,
  site: PublicSite,
  { ticket, name, response }: z.infer<typeof addPasskey>,
) {
  const { userId } = await requireFreshSession(deps, principal)
  const challenge = await takeChallenge(deps, 'passkey-registration', ticket, challengeData)
  if (challenge.userId !== userId) throw ticketRefused()
  const { registrationInfo } = await verifyRegistrationResponse({
    response: registrationJson(response),
    expectedChallenge: challenge.data.challenge,
    expectedOrigin: site.origin,
    expectedRPID: relyingPartyId(site),
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw passkeyRefused(error)
  })
  if (registrationInfo === undefined) throw passkeyRefused()
  const { credential, credentialBackedUp } = registrationInfo
  try {
    await deps.store.$transaction(async (transaction) => {
      await transaction.passkey.create({
        data: {
          userId,
          name,
          credentialId: credential.id,
          publicKey: Uint8Array.from(credential.publicKey),
          counter: credential.counter,
          transports: response.response.transports ?? [],
          backedUp: credentialBackedUp,
        },
      })
      await audit(transaction, principal, 'account.passkey-add', principal.name, { name })
    })
  } catch (error) {
    throw isUniqueViolation(error) ? passkeyRefused(error) : error
  }
  return findAccount(deps, userId)
}

/** zod writes absent members as `undefined`, which the library's type does not know. */
function registrationJson(given: z.infer<typeof passkeyAttestation>) {
  const { authenticatorAttachment, clientExtensionResults: _unused, response, ...rest } = given
  const { transports, ...answers } = response
  return {
    ...rest,
    clientExtensionResults: {},
    ...(authenticatorAttachment === undefined ? {} : { authenticatorAttachment }),
    response: { ...answers, ...(transports === undefined ? {} : { transports }) },
  }
}
