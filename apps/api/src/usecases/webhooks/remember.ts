import type { WebhookProviderName } from '@fun/contract/resources'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import { Prisma } from '../../adapters/store/generated/client.ts'
import { asJson } from '../../events/append.ts'
import type { WebhookEvent } from '../../git-hosts/webhooks/event.ts'
import type { HandledEvent } from './handle-event.ts'
import type { KeptDelivery } from './keep.ts'

const deliveriesKept = 200
/** A delivery that is repeated later than that is taken for a new one. */
const seenDaysKept = 90

export interface NewDelivery {
  provider: WebhookProviderName
  deliveryId: string
  /** By which it is known again. */
  keys: string[]
  event: WebhookEvent
  handled: HandledEvent
  kept: KeptDelivery
}

/** Writes a delivery with what came of it, and lets go of old ones. Under the source's lock, in the caller's transaction. Returns its id. */
export async function remember(
  transaction: StoreTransaction,
  source: { id: string },
  { provider, deliveryId, keys, event, handled, kept }: NewDelivery,
): Promise<string> {
  const { state, outcome, ref, commit, operationIds } = handled
  const { id } = await transaction.delivery.create({
    data: {
      sourceId: source.id,
      provider,
      deliveryId,
      event: asJson(event),
      state,
      ref,
      commit,
      outcome,
      operationIds,
      ...kept,
      headers: asJson(kept.headers),
      payload: storedPayload(kept.payload),
    },
    select: { id: true },
  })
  await transaction.seenDelivery.createMany({
    data: keys.map((key) => ({ sourceId: source.id, key, deliveryId, outcome, operationIds })),
  })
  await forgetOld(transaction, source.id)
  return id
}

/** Prisma's way of saying null. */
export const storedPayload = (payload: unknown) =>
  payload === null || payload === undefined ? Prisma.DbNull : asJson(payload)

/** Keeps the newest deliveries of a source. */
export async function forgetOld(transaction: StoreTransaction, sourceId: string): Promise<void> {
  await transaction.$executeRaw`
    DELETE FROM "Delivery" WHERE id IN (
      SELECT id FROM "Delivery" WHERE "sourceId" = ${sourceId}::uuid
      ORDER BY "receivedAt" DESC, id DESC OFFSET ${deliveriesKept})`
  const before = new Date(Date.now() - seenDaysKept * 86_400_000)
  await transaction.seenDelivery.deleteMany({ where: { sourceId, receivedAt: { lt: before } } })
}
