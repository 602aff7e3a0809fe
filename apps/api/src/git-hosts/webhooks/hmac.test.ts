import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { isSignature, isSignedBy } from './hmac.ts'

const body = Buffer.from('{"ref": "refs/heads/main", "note": "é"}')
const sign = (secret: string, bytes = body) => `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`

it('takes a signature over the bytes under any of the secrets', () => {
  expect(isSignedBy(['one'], body, sign('one'))).toBe(true)
  expect(isSignedBy(['new', 'old'], body, sign('old'))).toBe(true)
  expect(isSignedBy(['one'], body, sign('one').toUpperCase().replace('SHA256', 'sha256'))).toBe(true)
})

it('knows the example of the documentation', () => {
  const documented = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
  expect(isSignedBy(["It's a Secret to Everybody"], Buffer.from('Hello, World!'), documented)).toBe(true)
})

it.each([
  ['another secret', sign('two')],
  ['another body', sign('one', Buffer.from('{"ref": "refs/heads/main"}'))],
  ['no signature', undefined],
  ['an empty one', 'sha256='],
  ['a short one', sign('one').slice(0, -2)],
  ['a longer one', `${sign('one')}00`],
  ['another algorithm', sign('one').replace('sha256', 'sha1')],
])('refuses %s', (_what, header) => {
  expect(isSignedBy(['one'], body, header)).toBe(false)
})

it('takes a signature under any of three secrets, and none that nobody knows', () => {
  for (const secret of ['one', 'two', 'three'])
    expect(isSignedBy(['one', 'two', 'three'], body, sign(secret))).toBe(true)
  expect(isSignedBy(['one', 'two', 'three'], body, sign('four'))).toBe(false)
})

it.each([
  [undefined, false],
  ['', false],
  ['sha256=', false],
  [`sha1=${'a'.repeat(64)}`, false],
  [`sha256=${'a'.repeat(63)}`, false],
  [`sha256=${'g'.repeat(64)}`, false],
  [`sha256=${'a'.repeat(64)}`, true],
])('knows the form of a signature: %s', (header, expected) => {
  expect(isSignature(header)).toBe(expected)
})

it('refuses everything where there is no secret', () => {
  expect(isSignedBy([], body, sign(''))).toBe(false)
})
