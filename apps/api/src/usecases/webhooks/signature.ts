import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Stands in where there is no secret, so that an address without one takes as long to refuse. */
const noSecret = randomBytes(32).toString('hex')

/**
 * Whether `header` (`sha256=<hex>`) is the HMAC-SHA256 of these very bytes under one of the secrets, compared in constant time. Source: RFC
 * 2104; GitHub's documentation, validating webhook deliveries.
 */
export function isSignedBy(secrets: string[], body: Buffer, header: string | undefined): boolean {
  const given = Buffer.from(/^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1] ?? '', 'hex')
  let signed = false
  for (const secret of secrets.length > 0 ? secrets : [noSecret]) {
    const expected = createHmac('sha256', secret).update(body).digest()
    if (given.length === expected.length && timingSafeEqual(given, expected)) signed = true
  }
  return signed && secrets.length > 0
}
