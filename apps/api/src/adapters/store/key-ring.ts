import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { chmod, link, mkdir, open, rename, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

const keyLengthBytes = 32
const keyIdLengthBytes = 8

/** A key-encryption key. `id` is 16 hex digits that stand in every ciphertext made with it, and say nothing about the key. */
export interface SecretKey {
  id: string
  bytes: Buffer
}

/** Keys that secrets can be read with. The first one is in use; the others are from before it. */
export interface KeyRing {
  current(): SecretKey
  all(): SecretKey[]
  /** Looks again where the keys come from when the id is not known. */
  find(id: string): SecretKey | undefined
}

/** The key that 32 bytes are. Source of the id: sha256 over a prefix and the key, first 8 bytes. */
export function secretKey(bytes: Buffer): SecretKey {
  if (bytes.length !== keyLengthBytes) throw new Error('A secret key must be 32 bytes as base64.')
  const id = createHash('sha256')
    .update('fun-key-id')
    .update(bytes)
    .digest('hex')
    .slice(0, keyIdLengthBytes * 2)
  return { id, bytes }
}

export const newSecretKey = (): SecretKey => secretKey(randomBytes(keyLengthBytes))

/** Keys as text: base64 of 32 bytes each, divided by white space or commas; `#` begins a comment. Throws when there is none, or one is no key. */
export function parseKeys(text: string): SecretKey[] {
  const words = text
    .split('\n')
    .map((line) => line.replace(/#.*/, ''))
    .join('\n')
    .split(/[\s,]+/)
  const keys = words.filter((word) => word !== '').map((word) => secretKey(Buffer.from(word, 'base64')))
  if (keys.length === 0) throw new Error('There is no secret key.')
  return keys
}

/** Keys that do not change while the process runs: `FUN_SECRET_KEY`. */
export function fixedKeyRing(text: string): KeyRing {
  const keys = parseKeys(text)
  return ring(() => keys)
}

/** Keys of a file. A rotation writes it anew, and every process on this machine notices at its next use of a key. */
export function fileKeyRing(path: string): KeyRing {
  let keys = parseKeys(readFileSync(path, 'utf8'))
  let seen = stampOf(path)
  return ring(() => {
    const stamp = stampOf(path)
    if (stamp === undefined || stamp === seen) return keys
    // A file that cannot be read now takes nothing away: the keys that were read go on being used.
    try {
      keys = parseKeys(readFileSync(path, 'utf8'))
      seen = stamp
    } catch {}
    return keys
  })
}

function ring(read: () => SecretKey[]): KeyRing {
  return {
    all: read,
    find: (id) => read().find((key) => key.id === id),
    current() {
      const [first] = read()
      if (first === undefined) throw new Error('There is no secret key.')
      return first
    },
  }
}

function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? undefined : `${stat.ino} ${stat.size} ${stat.mtimeMs}`
}

/** The keys of this installation: those of `FUN_SECRET_KEY`, else of the key file, which is made when it is not there. */
export async function openKeyRing(config: { secretKeys: string | undefined; secretKeyFile: string }): Promise<KeyRing> {
  if (config.secretKeys !== undefined) return fixedKeyRing(config.secretKeys)
  await ensureKeyFile(config.secretKeyFile)
  return fileKeyRing(config.secretKeyFile)
}

/** Makes the key file (mode 0600) unless it is there; several processes may start at once. Losing it loses the stored secrets. */
export async function ensureKeyFile(path: string): Promise<void> {
  if (stampOf(path) !== undefined) return
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, keyText([newSecretKey()]), { mode: 0o600, flag: 'wx' })
  await chmod(draft, 0o600)
  try {
    await link(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await unlink(draft)
  }
}

/** Writes the keys over a key file, whole or not at all. The first is the one in use. */
export async function writeKeyFile(path: string, keys: SecretKey[]): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(keyText(keys))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

const keyText = (keys: SecretKey[]): string => keys.map(({ bytes }) => `${bytes.toString('base64')}\n`).join('')
