import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { CodedError } from '../../errors.ts'

/** Stand in where there are fewer secrets, so that an address without one, or with a rotated one, takes as long to refuse. */
const standIns = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]

const form = /^sha256=([0-9a-f]{64})$/i

/** Whether a header has the form of a signature: what has not is refused without its body. */
export const isSignature = (header: string | undefined): boolean => form.test(header ?? '')

/** The one answer to every delivery that is not signed for its address, whether there is such a source or not. */
export const signatureRefused = (): CodedError =>
  new CodedError('signature-refused', 'No secret of this address made this signature of this body.')

/**
 * Whether `header` (`sha256=<hex>`) is the HMAC-SHA256 of these very bytes under one of the secrets, compared in constant time. At least two
 * are computed whatever there is. Source: RFC 2104; GitHub's documentation, validating webhook deliveries.
 */
export function isSignedBy(secrets: string[], body: Buffer, header: string | undefined): boolean {
  const given = Buffer.from(form.exec(header ?? '')?.[1] ?? '', 'hex')
  let signed = false
  for (const [index, secret] of [...secrets, ...standIns.slice(secrets.length)].entries()) {
    const expected = createHmac('sha256', secret).update(body).digest()
    const equal = given.length === expected.length && timingSafeEqual(given, expected)
    if (equal && index < secrets.length) signed = true
  }
  return signed
}
