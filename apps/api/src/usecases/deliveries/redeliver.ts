import { randomUUID } from 'node:crypto'
import type { delivery } from '@fun/contract/resources'
import { z } from 'zod'
import { asJson } from '../../events/append.ts'
import { announceOperation } from '../../operations/enqueue.ts'
import { labelOf } from '../../policy/principal.ts'
import { lockSource } from '../../pushes/queue-deploys.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { handleEvent } from '../webhooks/handle-event.ts'
import { forgetOld, storedPayload } from '../webhooks/remember.ts'
import { loadDelivery } from './find.ts'
import { presentDelivery, storedEvent } from './present.ts'

const keptHeaders = z.record(z.string(), z.string())

/** Does what a delivery told of once more, as a new delivery that names the first. What has happened since counts. Throws `not-found`. */
export async function redeliver(
  { deps, principal }: UseCaseContext,
  sourceNameOrId: string,
  id: string,
): Promise<z.infer<typeof delivery>> {
  const first = await loadDelivery(deps, sourceNameOrId, id)
  const event = storedEvent(first)
  const { row, enqueued } = await deps.store.$transaction(async (transaction) => {
    await lockSource(transaction, first.sourceId)
    const { enqueued, ...handled } = await handleEvent(transaction, first.source, event)
    const row = await transaction.delivery.create({
      data: {
        ...handled,
        sourceId: first.sourceId,
        provider: first.provider,
        deliveryId: `redelivery:${randomUUID()}`,
        event: asJson(event),
        headers: keptHeaders.parse(first.headers),
        payload: storedPayload(first.payload),
        payloadBytes: first.payloadBytes,
        payloadShortened: first.payloadShortened,
        redeliveryOfId: first.id,
        decidedBy: labelOf(principal),
        decidedAt: new Date(),
      },
    })
    await forgetOld(transaction, first.sourceId)
    await audit(transaction, principal, 'delivery.redeliver', first.source.name, {
      delivery: first.id,
      redelivery: row.id,
      outcome: handled.outcome,
    })
    return { row, enqueued }
  })
  for (const each of enqueued) await announceOperation(deps, each)
  return presentDelivery(row)
}
