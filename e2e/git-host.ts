import { createHmac, randomUUID } from 'node:crypto'

/** Where pushes of a source are told of, and what they are signed with. */
export interface Webhook {
  url: string
  secret: string
}

/** The webhook call of a git host, as it is answered. `more` stands for a host that repeats a delivery, or that does not know the secret. */
export function deliver(hook: Webhook, body: object, more: { id?: string; secret?: string } = {}): Promise<Response> {
  const text = JSON.stringify(body)
  const signature = createHmac('sha256', more.secret ?? hook.secret)
    .update(text)
    .digest('hex')
  return fetch(hook.url, {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/json',
      'x-signature-256': `sha256=${signature}`,
      'x-delivery': more.id ?? randomUUID(),
    },
    signal: AbortSignal.timeout(30_000),
  })
}
