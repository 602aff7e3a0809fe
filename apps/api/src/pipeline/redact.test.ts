import { describe, expect, it } from 'vitest'
import { Redactor } from './redact.ts'

const secret = 'pa55/word+with"quotes'
const lines = (redactor: Redactor, ...input: string[]) => [
  ...input.flatMap((line) => redactor.write(line)),
  ...redactor.flush(),
]

describe('a redactor', () => {
  it('masks a value as it is, JSON-escaped and URL-encoded', () => {
    const shown = lines(
      new Redactor([secret]),
      `plain ${secret}!`,
      `json ${JSON.stringify({ secret })}`,
      `url https://u:${encodeURIComponent(secret)}@h/`,
    )
    expect(shown).toEqual(['plain [redacted]!', 'json {"secret":"[redacted]"}', 'url https://u:[redacted]@h/'])
  })

  it('finds a value at whatever place the border between two pieces cuts it', () => {
    for (let cut = 1; cut < secret.length; cut++) {
      const shown = lines(new Redactor([secret]), `before ${secret.slice(0, cut)}`, `${secret.slice(cut)} after`)
      // A beginning of three characters or fewer says nothing, and keeps no line waiting.
      if (cut < 4) expect(shown).toEqual([`before ${secret.slice(0, cut)}`, '[redacted] after'])
      else expect(shown).toEqual(['before [redacted]', ' after'])
    }
  })

  it('finds a value that is cut into any number of pieces', () => {
    for (const size of [1, 2, 3, 5, 8]) {
      const text = `before ${secret} after`
      const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
        text.slice(at * size, at * size + size),
      )
      const shown = lines(new Redactor([secret]), ...pieces)
      expect(shown, String(size)).toHaveLength(pieces.length)
      const left = shown.join('').replace('[redacted]', '')
      expect(left.startsWith('before ') && left.endsWith(' after'), left).toBe(true)
      expect(left.length - 'before  after'.length, left).toBeLessThan(4)
    }
  })

  it('lets go of a secret that the next piece ends like another of', () => {
    const redactor = new Redactor([secret, 'another-one'])
    expect(redactor.write(`x ${secret.slice(0, 9)}`)).toEqual([])
    expect(redactor.write(`${secret.slice(9)} anoth`)).toEqual([])
    expect(redactor.write('er-one y')).toEqual(['x [redacted]', ' [redacted]', ' y'])
  })

  it('finds a value in base64 of whatever it is a part of', () => {
    for (const before of ['', 'u:', 'us:', 'user:'])
      for (const encoding of ['base64', 'base64url'] as const) {
        const header = Buffer.from(`${before}${secret} and more`).toString(encoding)
        const [shown = ''] = lines(new Redactor([secret]), `Authorization: Basic ${header}`)
        expect(shown).toContain('[redacted]')
        const hidden = `Authorization: Basic ${header}`.length - shown.replace('[redacted]', '').length
        expect(hidden).toBeGreaterThanOrEqual(Math.floor((secret.length * 8) / 6) - 2)
      }
  })

  it('finds a value as HTML shows it, and the members of a key by themselves', () => {
    const key = { kty: 'RSA', d: 'the-private-exponent-of-a-long-key' }
    const shown = lines(
      new Redactor(["it's <here>", JSON.stringify(key)]),
      'a it&#x27;s &lt;here&gt;',
      `{'d': '${key.d}', 'kty': 'RSA'}`,
    )
    expect(shown).toEqual(['a [redacted]', "{'d': '[redacted]', 'kty': 'RSA'}"])
  })

  it('holds no line back that does not end like a secret', () => {
    expect(new Redactor([secret]).write('an ordinary line')).toEqual(['an ordinary line'])
  })

  it('gives a held line back unchanged when the next one does not continue the secret', () => {
    expect(lines(new Redactor([secret]), 'it was pa55', 'nothing')).toEqual(['it was pa55', 'nothing'])
  })

  it('masks every line of a value of several lines', () => {
    expect(lines(new Redactor(['first-line\nsecond-line']), 'a first-line', 'b second-line')).toEqual([
      'a [redacted]',
      'b [redacted]',
    ])
  })

  it('leaves values alone that are too short to be secrets', () => {
    expect(lines(new Redactor(['a', '']), 'a banana')).toEqual(['a banana'])
  })
})
