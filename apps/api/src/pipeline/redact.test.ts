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
    for (let cut = 4; cut < secret.length; cut++) {
      const shown = lines(new Redactor([secret]), `before ${secret.slice(0, cut)}`, `${secret.slice(cut)} after`)
      expect(shown).toEqual(['before [redacted]', ' after'])
    }
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
