import { createCipheriv, randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEncryption } from './encryption.ts'
import { ensureKeyFile, fileKeyRing, fixedKeyRing, newSecretKey, parseKeys, writeKeyFile } from './key-ring.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fun-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const text = 'pässwörd 🔑'
const asText = (...keys: Array<{ bytes: Buffer }>) => keys.map(({ bytes }) => bytes.toString('base64')).join(' ')

describe('encryption', () => {
  it('gives back what was encrypted, differs every time, and is bound to its context and key', () => {
    const encryption = createEncryption(fixedKeyRing(asText(newSecretKey())))
    const [one, two] = [encryption.encrypt(text, 'a'), encryption.encrypt(text, 'a')]
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false)
    expect(encryption.decrypt(one, 'a')).toBe(text)
    expect(() => encryption.decrypt(one, 'b')).toThrow()
    expect(() => createEncryption(fixedKeyRing(asText(newSecretKey()))).decrypt(one, 'a')).toThrow(/not known here/)
    for (let place = 0; place < one.length; place++) {
      const changed = Uint8Array.from(one)
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(() => encryption.decrypt(changed, 'a'), `byte ${place}`).toThrow()
    }
  })

  it('reads values from before data keys, with whichever key made them, and wraps them anew with their context', () => {
    const [old, key] = [newSecretKey(), newSecretKey()]
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', old.bytes, nonce).setAAD(Buffer.from('a'))
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    const before = Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body])
    const encryption = createEncryption(fixedKeyRing(asText(key, old)))
    expect(encryption.decrypt(before, 'a')).toBe(text)
    expect(() => encryption.decrypt(before, 'b')).toThrow()
    const anew = encryption.rewrap(before, 'a') ?? new Uint8Array()
    expect(createEncryption(fixedKeyRing(asText(key))).decrypt(anew, 'a')).toBe(text)
    expect(() => encryption.rewrap(before, undefined)).toThrow(/context/)
  })

  it('wraps under the key in use without the context, and does nothing the second time', () => {
    const [old, key] = [newSecretKey(), newSecretKey()]
    const value = createEncryption(fixedKeyRing(asText(old))).encrypt(text, 'a')
    const both = createEncryption(fixedKeyRing(asText(key, old)))
    const wrapped = both.rewrap(value, undefined) ?? new Uint8Array()
    expect(both.rewrap(wrapped, undefined)).toBeUndefined()
    const alone = createEncryption(fixedKeyRing(asText(key)))
    expect(alone.decrypt(wrapped, 'a')).toBe(text)
    expect(() => alone.decrypt(wrapped, 'b')).toThrow()
    expect(() => alone.decrypt(value, 'a')).toThrow(old.id)
  })
})

describe('a key file', () => {
  it('is made once, for its owner only, when several processes start together', async () => {
    const path = join(folder, 'keys', 'together.key')
    await Promise.all([1, 2, 3, 4].map(() => ensureKeyFile(path)))
    expect(fileKeyRing(path).all()).toHaveLength(1)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('that was written anew is noticed without a restart; one that cannot be read takes nothing away', async () => {
    const path = join(folder, 'noticed.key')
    await ensureKeyFile(path)
    const running = createEncryption(fileKeyRing(path))
    const value = running.encrypt(text, 'a')
    const next = newSecretKey()
    await writeKeyFile(path, [next, ...fileKeyRing(path).all()])
    const ofAnother = createEncryption(fileKeyRing(path)).encrypt('new', 'a')
    expect(running.decrypt(ofAnother, 'a')).toBe('new')
    expect(running.decrypt(value, 'a')).toBe(text)
    expect(createEncryption(fixedKeyRing(asText(next))).decrypt(running.encrypt(text, 'b'), 'b')).toBe(text)
    await writeFile(path, 'nonsense')
    expect(running.decrypt(value, 'a')).toBe(text)
  })

  it('may hold comments, and is refused when it holds none or half a key', () => {
    expect(parseKeys(`# from 2026\n${asText(newSecretKey())} # in use\n`)).toHaveLength(1)
    expect(() => parseKeys('# nothing\n')).toThrow('no secret key')
    expect(() => parseKeys('c2hvcnQ=')).toThrow('32 bytes')
  })
})
