import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Stand in where there are fewer secrets, so that an address without one, or with a rotated one, takes as long to refuse. */
const standIns = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]

/**
 * Whether one of the secrets makes what was given, compared in constant time. At least two are tried whatever there is, and all of them
 * whatever is found.
 */
export function madeByOne(secrets: string[], given: Buffer, make: (secret: string) => Buffer): boolean {
  let made = false
  for (const [index, secret] of [...secrets, ...standIns.slice(secrets.length)].entries()) {
    const expected = make(secret)
    const equal = given.length === expected.length && timingSafeEqual(given, expected)
    if (equal && index < secrets.length) made = true
  }
  return made
}

const prefixed = /^sha256=([0-9a-f]{64})$/i
const bare = /^[0-9a-f]{64}$/i

/** Whether a header has the form of a signature (`sha256=<hex>`). */
export const isSignature = (header: string | undefined): boolean => prefixed.test(header ?? '')
/** Whether a header is a signature without a prefix. */
export const isBareSignature = (header: string | undefined): boolean => bare.test(header ?? '')

/**
 * Whether `header` (`sha256=<hex>`) is the HMAC-SHA256 of these very bytes under one of the secrets.
 * Source: RFC 2104; GitHub's documentation, validating webhook deliveries.
 */
export function isSignedBy(secrets: string[], body: Buffer, header: string | undefined): boolean {
  return isHmac(secrets, body, prefixed.exec(header ?? '')?.[1] ?? '')
}

/** The same for a header that is the hex alone. Source: Gitea's and Forgejo's documentation, webhooks. */
export function isSignedBareBy(secrets: string[], body: Buffer, header: string | undefined): boolean {
  return isHmac(secrets, body, bare.exec(header ?? '')?.[0] ?? '')
}

function isHmac(secrets: string[], body: Buffer, hex: string): boolean {
  return madeByOne(secrets, Buffer.from(hex, 'hex'), (secret) => createHmac('sha256', secret).update(body).digest())
}
