import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { pushBody } from '@fun/contract/resources'
import { isNoCommit, type WebhookEvent } from './event.ts'
import { isSignature, isSignedBy } from './hmac.ts'
import { headerOf, type WebhookProvider } from './provider.ts'
import { hasStandardSignature, isStandardSigned } from './standard-webhooks.ts'

const signatureOf = (headers: IncomingHttpHeaders) =>
  headerOf(headers, 'x-signature-256') ?? headerOf(headers, 'x-hub-signature-256')
const isStandard = (headers: IncomingHttpHeaders) =>
  signatureOf(headers) === undefined && headerOf(headers, 'webhook-signature') !== undefined

/** Whoever can sign: a body signed with HMAC-SHA256, or the way of Standard Webhooks, which signs delivery id and time too. */
export const generic: WebhookProvider = {
  hasCredential: (headers) => (isStandard(headers) ? hasStandardSignature(headers) : isSignature(signatureOf(headers))),
  isGenuine: (headers, body, secrets) =>
    isStandard(headers) ? isStandardSigned(headers, body, secrets) : isSignedBy(secrets, body, signatureOf(headers)),
  deliveryId: (headers) =>
    isStandard(headers)
      ? headerOf(headers, 'webhook-id')
      : (headerOf(headers, 'x-delivery') ?? headerOf(headers, 'x-github-delivery')),
  bodiesAreUnique: false,
  event(_headers, payload): WebhookEvent {
    const { ref, after, paths } = pushBody.parse(payload)
    const deleted = after !== undefined && isNoCommit(after)
    const commit = deleted ? null : (after ?? null)
    const changed = paths === undefined ? null : { paths, complete: true }
    return { kind: 'push', repository: null, pushes: [{ ref, commit, deleted, changed }] }
  },
  keptHeaders: ['x-delivery', 'x-github-delivery', 'webhook-id', 'webhook-timestamp'],
  setUp: {
    contentType: 'application/json',
    events: ['push'],
    steps: [
      'Send each push as JSON to {url}: {"ref": "refs/heads/<branch>", "after": "<commit>"}.',
      'Sign the body, byte for byte: X-Signature-256: sha256=<HMAC-SHA256 under the secret, in hex>.',
      'Name each delivery in X-Delivery, so that a repeated one starts nothing.',
    ],
    signed: true,
    caution: null,
    makeSecret: () => randomBytes(32).toString('hex'),
  },
}
