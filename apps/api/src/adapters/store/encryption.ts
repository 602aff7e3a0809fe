import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** First byte of every ciphertext: which scheme and key made it, so that keys can be rotated later. */
const schemeVersion = 1
const nonceLengthBytes = 12
const tagLengthBytes = 16

/** Encrypts what must not lie readable in PostgreSQL. `context` (e.g. environment id + name) is bound to the ciphertext: a value copied to another row does not decrypt. */
export interface Encryption {
  encrypt(plaintext: string, context: string): Uint8Array<ArrayBuffer>
  /** Throws when the ciphertext was changed, belongs to another context or to another key. */
  decrypt(ciphertext: Uint8Array, context: string): string
}

/** AES-256-GCM; layout: version, nonce, tag, ciphertext. Source: NIST SP 800-38D. `key` is 32 bytes. */
export function createEncryption(key: Buffer): Encryption {
  if (key.length !== 32) throw new Error('The secret key file must hold 32 bytes as base64.')
  return {
    encrypt(plaintext, context) {
      const nonce = randomBytes(nonceLengthBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
      return Uint8Array.from(Buffer.concat([Buffer.of(schemeVersion), nonce, cipher.getAuthTag(), body]))
    },
    decrypt(ciphertext, context) {
      if (ciphertext[0] !== schemeVersion) throw new Error('This value was encrypted by a scheme that is not known.')
      const bytes = Buffer.from(ciphertext)
      const nonceEnd = 1 + nonceLengthBytes
      const tagEnd = nonceEnd + tagLengthBytes
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, nonceEnd), {
        authTagLength: tagLengthBytes,
      })
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(nonceEnd, tagEnd))
      return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8')
    },
  }
}

/** Context of an environment's secret. */
export const secretContext = (environmentId: string, name: string): string => `secret:${environmentId}:${name}`
/** Context of a source's credentials. */
export const credentialsContext = (sourceId: string): string => `credentials:${sourceId}`
/** Context of what a source's deliveries are signed with. */
export const webhookContext = (sourceId: string): string => `webhook:${sourceId}`
/** Context of the token by which a git host is told what became of a source's commits. */
export const statusTokenContext = (sourceId: string): string => `status-token:${sourceId}`
/** Context of a notification channel's settings. */
export const channelContext = (channelId: string): string => `notification-channel:${channelId}`

/** Reads the key file (base64 of 32 bytes, mode 0600), or makes it; several processes may start at once. Losing it loses the stored secrets. */
export async function loadSecretKey(path: string): Promise<Buffer> {
  const existing = await readKey(path)
  if (existing) return existing
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  await chmod(draft, 0o600)
  try {
    await link(draft, path)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    await unlink(draft)
  }
  const made = await readKey(path)
  if (!made) throw new Error(`The secret key file ${path} cannot be read.`)
  return made
}

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    return Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
