import { createHmac } from 'node:crypto'
import type { Message } from '../../notifications/message.ts'
import type { RenderedCall } from './post.ts'

/**
 * A call to a program of one's own, signed over id, time and body. The id stays the same when a message is sent again: whoever remembers
 * it takes none twice. Source: Standard Webhooks 1.0 (standardwebhooks.com).
 */
export function renderWebhook(message: Message, { url, secret }: { url: string; secret: string }): RenderedCall {
  const { id, event, severity, at, content, link } = message
  const body = JSON.stringify({
    type: event,
    timestamp: at.toISOString(),
    data: { severity, ...content, url: link ?? null },
  })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    url,
    headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
    body,
  }
}
