import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { KeyRing } from './key-ring.ts'

/** First byte of a ciphertext: one key for everything (read only), or a data key of its own, wrapped. */
const direct = 1
const envelope = 2
const keyIdLengthBytes = 8
const nonceLengthBytes = 12
const tagLengthBytes = 16
const dataKeyLengthBytes = 32
const sealedLengthBytes = nonceLengthBytes + tagLengthBytes
const wrapContext = 'fun-data-key'
const wrapEnd = 1 + keyIdLengthBytes + sealedLengthBytes + dataKeyLengthBytes

/** Encrypts what must not lie readable in PostgreSQL. `context` (e.g. environment id + name) is bound to the ciphertext: a value copied to another row does not decrypt. */
export interface Encryption {
  encrypt(plaintext: string, context: string): Uint8Array<ArrayBuffer>
  /** Throws when the ciphertext was changed, belongs to another context, or was made with a key that is not known. */
  decrypt(ciphertext: Uint8Array, context: string): string
  /** The same value under the key in use, or undefined when it is already. `context` counts only for ciphertexts from before data keys. */
  rewrap(ciphertext: Uint8Array, context: string | undefined): Uint8Array<ArrayBuffer> | undefined
}

/**
 * Envelope encryption with AES-256-GCM: each value has a data key of its own, which the key in use wraps. Layout: scheme, id of the key, wrapped
 * data key, value; each sealed part is nonce, tag, ciphertext. Source: NIST SP 800-38D.
 */
export function createEncryption(keys: KeyRing): Encryption {
  const wrap = (dataKey: Buffer): Buffer => {
    const { id, bytes } = keys.current()
    return Buffer.concat([Buffer.of(envelope), Buffer.from(id, 'hex'), seal(bytes, dataKey, wrapContext)])
  }
  const unwrap = (bytes: Buffer): Buffer => {
    const id = bytes.subarray(1, 1 + keyIdLengthBytes).toString('hex')
    const key = keys.find(id)
    if (key === undefined) throw new Error(`This value was encrypted with the key ${id}, which is not known here.`)
    return unseal(key.bytes, bytes.subarray(1 + keyIdLengthBytes, wrapEnd), wrapContext)
  }
  const encrypt = (plaintext: string, context: string) => {
    const dataKey = randomBytes(dataKeyLengthBytes)
    return Uint8Array.from(Buffer.concat([wrap(dataKey), seal(dataKey, Buffer.from(plaintext), context)]))
  }
  const decrypt = (ciphertext: Uint8Array, context: string) => {
    const bytes = Buffer.from(ciphertext)
    switch (bytes[0]) {
      case direct:
        return unsealWithAny(keys, bytes.subarray(1), context).toString('utf8')
      case envelope:
        return unseal(unwrap(bytes), bytes.subarray(wrapEnd), context).toString('utf8')
      default:
        throw new Error('This value was encrypted by a scheme that is not known.')
    }
  }
  return {
    encrypt,
    decrypt,
    rewrap(ciphertext, context) {
      const bytes = Buffer.from(ciphertext)
      if (bytes[0] !== envelope) {
        if (context === undefined)
          throw new Error('A value from before data keys is encrypted anew with its context only.')
        return encrypt(decrypt(ciphertext, context), context)
      }
      if (bytes.subarray(1, 1 + keyIdLengthBytes).toString('hex') === keys.current().id) return undefined
      return Uint8Array.from(Buffer.concat([wrap(unwrap(bytes)), bytes.subarray(wrapEnd)]))
    },
  }
}

/** How a ciphertext begins that was made with a key. */
export const ciphertextHeader = (keyId: string): Buffer =>
  Buffer.concat([Buffer.of(envelope), Buffer.from(keyId, 'hex')])

function seal(key: Buffer, plaintext: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceLengthBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function unseal(key: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLengthBytes), {
    authTagLength: tagLengthBytes,
  })
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(nonceLengthBytes, sealedLengthBytes))
  return Buffer.concat([decipher.update(sealed.subarray(sealedLengthBytes)), decipher.final()])
}

/** A ciphertext from before key ids does not say which key made it. */
function unsealWithAny(keys: KeyRing, sealed: Buffer, context: string): Buffer {
  let failure: unknown
  for (const { bytes } of keys.all()) {
    try {
      return unseal(bytes, sealed, context)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** Context of an environment's secret, and of each version of it. */
export const secretContext = (environmentId: string, name: string): string => `secret:${environmentId}:${name}`
/** Context of a source's credentials. */
export const credentialsContext = (sourceId: string): string => `credentials:${sourceId}`
/** Context of what a source's deliveries are signed with. */
export const webhookContext = (sourceId: string): string => `webhook:${sourceId}`
/** Context of the token by which a git host is told what became of a source's commits. */
export const statusTokenContext = (sourceId: string): string => `status-token:${sourceId}`
/** Context of a notification channel's settings. */
export const channelContext = (channelId: string): string => `notification-channel:${channelId}`
/** Context of what makes the codes of a user's second factor. */
export const totpContext = (userId: string): string => `totp:${userId}`
/** Context of what lies between two calls of a sign-in; `hash` is that of its ticket. */
export const challengeContext = (hash: string): string => `challenge:${hash}`
/** Context of a sign-in provider's client secret. */
export const clientSecretContext = (providerId: string): string => `oidc-client-secret:${providerId}`
/** Context of an answer that is kept for a repeated request. */
export const answerContext = (use: { principalId: string; route: string; key: string }): string =>
  `idempotency:${use.principalId}:${use.route}:${use.key}`
/** Context of a superuser's password that waits with its operation. */
export const orderContext = (environmentId: string): string => `manage:${environmentId}`
