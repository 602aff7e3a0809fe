import type { WebAuthnCredential } from '@simplewebauthn/server'
import type { Passkey } from '../adapters/store/generated/client.ts'
import { CodedError } from '../errors.ts'
import type { PublicSite } from './public-site.ts'

export const relyingPartyName = 'FUN Platform'

/** The domain that passkeys of this portal belong to. Throws `passkey-unavailable`. */
export function relyingPartyId(site: PublicSite): string {
  if (site.relyingPartyId !== null) return site.relyingPartyId
  throw new CodedError('passkey-unavailable', `Passkeys belong to a host name, and ${site.origin} has none.`)
}

/** A stored passkey as the library wants it. */
export function credentialOf(passkey: Pick<Passkey, 'credentialId' | 'publicKey' | 'counter'>): WebAuthnCredential {
  return {
    id: passkey.credentialId,
    publicKey: Uint8Array.from(passkey.publicKey),
    counter: Number(passkey.counter),
  }
}

/** One answer for every reason: unknown key, other site, wrong signature. */
export const passkeyRefused = (cause?: unknown): CodedError =>
  new CodedError('passkey-refused', 'This passkey is not known here, or its answer does not hold.', { cause })
