import { describe, expect, it } from 'vitest'
import { createEncryption } from './adapters/store/encryption.ts'
import { fixedKeyRing, newSecretKey } from './adapters/store/key-ring.ts'
import { KnownSecrets, rememberingEncryption } from './known-secrets.ts'
import { createLogger } from './logger.ts'

function openLog(always: string[] = []) {
  const lines: string[] = []
  const known = new KnownSecrets(always)
  const logger = createLogger({ logLevel: 'info' }, known, { write: (line) => void lines.push(line) })
  const encryption = rememberingEncryption(
    createEncryption(fixedKeyRing(newSecretKey().bytes.toString('base64'))),
    known,
  )
  return { lines, known, logger, encryption }
}

describe('the log of a process', () => {
  it('holds no secret that the process encrypted or decrypted, in whatever an error carries', () => {
    const { lines, logger, encryption } = openLog()
    const secret = 'with "quotes" and more'
    encryption.encrypt(secret, 'secret:environment:NAME')
    const error = new Error(`connect to mysql://root failed: ${secret}`, { cause: new Error(secret) })
    logger.child({ operationId: 'one' }).error({ err: error }, 'failed')
    logger.warn({ error: String(error) }, `it said ${secret}`)
    logger.warn({ header: Buffer.from(`user:${secret}`).toString('base64') }, 'as sent')
    expect(lines).toHaveLength(3)
    for (const line of lines) {
      expect(line).toContain('[redacted]')
      expect(line).not.toContain('quotes')
      expect(JSON.parse(line)).toHaveProperty('msg')
    }
    expect(lines[2]).not.toContain(Buffer.from(secret).toString('base64').slice(4, -4))
  })

  it('holds no password of the configuration, no token, and no password in any URL', () => {
    const { lines, logger } = openLog(['of-the-proxy'])
    logger.info(
      { url: 'https://somebody:p4ss@git.example.org/x', token: `fun_${'a'.repeat(49)}`, proxy: 'of-the-proxy' },
      'text',
    )
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      url: 'https://somebody:[redacted]@git.example.org/x',
      token: '[redacted]',
      proxy: '[redacted]',
    })
  })

  it('keeps ordinary words of answers and settings, and loses their passwords', () => {
    const { lines, logger, encryption } = openLog()
    encryption.encrypt(JSON.stringify({ body: { name: 'platform' } }), 'idempotency:x')
    encryption.encrypt(JSON.stringify({ user: 'reader-bot', password: 'of-the-source' }), 'credentials:x')
    logger.info('platform of reader-bot with of-the-source')
    expect(JSON.parse(lines[0] ?? '').msg).toBe('platform of reader-bot with [redacted]')
  })

  it('forgets the values that were used least lately', () => {
    const known = new KnownSecrets([])
    known.remember('the-first-of-all')
    for (let count = 0; count < 299; count++) known.remember(`value-number-${count}`)
    expect(known.redact('the-first-of-all')).toBe('[redacted]')
    known.remember('the-first-of-all')
    known.remember('one-more-value')
    expect(known.redact('the-first-of-all value-number-0')).toBe('[redacted] value-number-0')
  })
})
