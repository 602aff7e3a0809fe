import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { madeByOne } from './hmac.ts'
import { headerOf } from './provider.ts'

/** A signed delivery that is older, or from further ahead, is a replay or a broken clock. */
const toleranceSeconds = 5 * 60
const token = /^v1,([A-Za-z0-9+/]{43}=)$/
/** Several, after a rotation at the sender. */
const signaturesMax = 5

/** Whether a request is signed in the way of Standard Webhooks; its form only. */
export function hasStandardSignature(headers: IncomingHttpHeaders): boolean {
  const named = headerOf(headers, 'webhook-id') !== undefined
  return named && /^\d{1,12}$/.test(headerOf(headers, 'webhook-timestamp') ?? '') && signaturesOf(headers).length > 0
}

/**
 * Whether one of the secrets signed delivery id, time and body together, a short while ago. Source: Standard Webhooks 1.0, signature scheme;
 * GitLab's documentation, webhook signing token. A secret `whsec_<base64>` stands for the bytes, another for itself.
 */
export function isStandardSigned(
  headers: IncomingHttpHeaders,
  body: Buffer,
  secrets: string[],
  now = Date.now(),
): boolean {
  const id = headerOf(headers, 'webhook-id') ?? ''
  const timestamp = headerOf(headers, 'webhook-timestamp') ?? ''
  const make = (secret: string) =>
    createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest()
  let signed = false
  const usable = secrets.filter((secret) => secret !== '')
  for (const given of signaturesOf(headers)) if (madeByOne(usable, given, make)) signed = true
  const fresh = Math.abs(now / 1000 - Number(timestamp)) <= toleranceSeconds
  return signed && fresh && hasStandardSignature(headers)
}

function signaturesOf(headers: IncomingHttpHeaders): Buffer[] {
  const given = (headerOf(headers, 'webhook-signature') ?? '').split(' ').slice(0, signaturesMax)
  return given.flatMap((each) => {
    const base64 = token.exec(each)?.[1]
    return base64 === undefined ? [] : [Buffer.from(base64, 'base64')]
  })
}

/** Fewer bytes are no secret: what does not decode would leave a key that everybody has. */
const keyBytesMin = 16

function keyOf(secret: string): Buffer {
  const decoded = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.alloc(0)
  return decoded.length >= keyBytesMin ? decoded : Buffer.from(secret)
}
