import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { hasStandardSignature, isStandardSigned } from './standard-webhooks.ts'

/** The example of the specification's reference libraries. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = Buffer.from('{"test": 2432232314}')
const at = 1_614_265_330
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': String(at),
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const now = at * 1000

it('knows the example of Standard Webhooks', () => {
  expect(hasStandardSignature(headers)).toBe(true)
  expect(isStandardSigned(headers, body, [secret], now)).toBe(true)
  expect(isStandardSigned(headers, body, ['whsec_AAAA', secret], now)).toBe(true)
})

it('takes one of several signatures, and a secret that is text', () => {
  const several = { ...headers, 'webhook-signature': `v1a,xyz v1,${'A'.repeat(43)}= ${headers['webhook-signature']}` }
  expect(isStandardSigned(several, body, [secret], now)).toBe(true)
  const signed = createHmac('sha256', 'plain text secret').update(`a.${at}.`).update(body).digest('base64')
  const own = { 'webhook-id': 'a', 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signed}` }
  expect(isStandardSigned(own, body, ['plain text secret'], now)).toBe(true)
})

it('takes no signature under a key that anybody has, because a secret holds none', () => {
  for (const empty of ['whsec_', 'whsec_!!!!', '']) {
    const signed = createHmac('sha256', '').update(`a.${at}.`).update(body).digest('base64')
    const own = { 'webhook-id': 'a', 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signed}` }
    expect(isStandardSigned(own, body, [empty], now)).toBe(false)
  }
})

it.each([
  ['another body', headers, Buffer.from('{"test": 2432232315}'), [secret], now],
  ['another id', { ...headers, 'webhook-id': 'msg_other' }, body, [secret], now],
  ['another time', { ...headers, 'webhook-timestamp': String(at + 1) }, body, [secret], now],
  ['another secret', headers, body, ['whsec_AAAA'], now],
  ['no secret', headers, body, [], now],
  ['an old one', headers, body, [secret], now + 301_000],
  ['one from further ahead', headers, body, [secret], now - 301_000],
  ['no signature', { ...headers, 'webhook-signature': '' }, body, [secret], now],
  [
    'an unknown version',
    { ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') },
    body,
    [secret],
    now,
  ],
])('refuses %s', (_what, given, bytes, secrets, clock) => {
  expect(isStandardSigned(given, bytes, secrets, clock)).toBe(false)
})
