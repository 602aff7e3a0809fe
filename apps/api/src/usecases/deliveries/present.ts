import { delivery, pullRequest } from '@fun/contract/resources'
import { deliveryDetail } from '@fun/contract/webhooks'
import type { z } from 'zod'
import type { Delivery } from '../../adapters/store/generated/client.ts'
import { type WebhookEvent, webhookEvent } from '../../git-hosts/webhooks/event.ts'

/** A delivery as the contract has it, without what came. */
export function presentDelivery(row: Delivery): z.infer<typeof delivery> {
  return delivery.parse(shown(row))
}

/** A delivery with headers and masked payload. */
export function presentDeliveryDetail(row: Delivery): z.infer<typeof deliveryDetail> {
  return deliveryDetail.parse({ ...shown(row), headers: row.headers, payload: row.payload })
}

function shown(row: Delivery) {
  const event = storedEvent(row)
  return {
    ...row,
    event: event.kind,
    pullRequest: event.kind === 'pull-request' ? pullRequest.parse(event.pullRequest) : null,
    redeliveryOf: row.redeliveryOfId,
    receivedAt: row.receivedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }
}

/** What a delivery told of; those from before that was kept were single pushes. */
export function storedEvent({ event, ref, commit, outcome }: Delivery): WebhookEvent {
  const stored = webhookEvent.safeParse(event)
  if (stored.success) return stored.data
  const deleted = commit === null && outcome.includes('was deleted')
  const pushes = ref === null ? [] : [{ ref, commit, deleted, changed: null }]
  return { kind: 'push', repository: null, pushes }
}
