import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { z } from 'zod'

const creationOptions = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string() }),
  user: z.object({ id: z.string() }),
})
const requestOptions = z.object({ challenge: z.string(), rpId: z.string() })

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest()
const base64url = (data: Buffer | Uint8Array): string => Buffer.from(data).toString('base64url')
const flags = { userPresent: 0x01, userVerified: 0x04, attestedData: 0x40 }

/** An authenticator in software: real keys, COSE, CBOR and signatures. Source: WebAuthn Level 3, 6. */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(32)
  counter = 0
  /** Whether it says that the person unlocked it. */
  verifiesUser = true
  private readonly origin: string
  private readonly privateKey: KeyObject
  private readonly coseKey: Uint8Array
  private userHandle = ''

  constructor(origin: string) {
    this.origin = origin
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.privateKey = privateKey
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.coseKey = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Uint8Array.from(Buffer.from(x, 'base64url'))],
        [-3, Uint8Array.from(Buffer.from(y, 'base64url'))],
      ]),
    )
  }

  create(given: unknown) {
    const { challenge, rp, user } = creationOptions.parse(given)
    this.userHandle = user.id
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.credentialId.length)
    const authenticatorData = Buffer.concat([
      this.authenticatorData(rp.id, flags.attestedData),
      Buffer.alloc(16),
      length,
      this.credentialId,
      this.coseKey,
    ])
    const attestation = new Map<string, string | Map<string, string> | Uint8Array>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', Uint8Array.from(authenticatorData)],
    ])
    return {
      ...this.credential(),
      response: {
        clientDataJSON: this.clientData('webauthn.create', challenge),
        attestationObject: base64url(isoCBOR.encode(attestation)),
        transports: ['internal'],
      },
    }
  }

  get(given: unknown) {
    const { challenge, rpId } = requestOptions.parse(given)
    this.counter += 1
    const clientDataJSON = this.clientData('webauthn.get', challenge)
    const authenticatorData = this.authenticatorData(rpId, 0)
    const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    return {
      ...this.credential(),
      response: {
        clientDataJSON,
        authenticatorData: base64url(authenticatorData),
        signature: base64url(sign('sha256', signed, this.privateKey)),
        userHandle: this.userHandle,
      },
    }
  }

  private credential() {
    const id = base64url(this.credentialId)
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {} }
  }

  private clientData(type: string, challenge: string): string {
    return base64url(Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })))
  }

  private authenticatorData(relyingPartyId: string, more: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    const verified = this.verifiesUser ? flags.userVerified : 0
    return Buffer.concat([sha256(relyingPartyId), Buffer.of(flags.userPresent | verified | more), counter])
  }
}
