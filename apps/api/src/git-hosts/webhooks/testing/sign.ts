import { createHmac, randomUUID } from 'node:crypto'
import type { WebhookProviderName } from '@fun/contract/resources'

/** Digest of a body as git hosts sign it; other algorithms are for what must be refused. */
export const hmac = (secret: string, body: string | Buffer, algorithm = 'sha256'): string =>
  createHmac(algorithm, secret).update(body).digest('hex')

/** The way of Standard Webhooks. */
export function signStandard(secret: string, body: string | Buffer, { id = randomUUID(), at = Date.now() } = {}) {
  const timestamp = String(Math.floor(at / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

/** Headers of a push (or another event) as the git host sends it. GitLab's are those of its classic token. */
export function signedHeaders(
  provider: WebhookProviderName,
  { secret, body, id = randomUUID(), event }: { secret: string; body: string | Buffer; id?: string; event?: string },
): Record<string, string> {
  const json = { 'content-type': 'application/json' }
  const signature = hmac(secret, body)
  switch (provider) {
    case 'github':
      return {
        ...json,
        'x-github-event': event ?? 'push',
        'x-github-delivery': id,
        'x-hub-signature-256': `sha256=${signature}`,
      }
    case 'gitlab':
      return { ...json, 'x-gitlab-event': event ?? 'Push Hook', 'x-gitlab-event-uuid': id, 'x-gitlab-token': secret }
    case 'gitea':
      return { ...json, 'x-gitea-event': event ?? 'push', 'x-gitea-delivery': id, 'x-gitea-signature': signature }
    case 'bitbucket':
      return {
        ...json,
        'x-event-key': event ?? 'repo:push',
        'x-request-uuid': id,
        'x-hub-signature': `sha256=${signature}`,
      }
    case 'generic':
      return { ...json, 'x-delivery': id, 'x-signature-256': `sha256=${signature}` }
  }
}
