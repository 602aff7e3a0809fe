import { createHash } from 'node:crypto'
import { pushBody, type webhookAnswer } from '@fun/contract/resources'
import type { z } from 'zod'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import { webhookContext } from '../../adapters/store/encryption.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { announceOperation, type Enqueued } from '../../operations/enqueue.ts'
import type { Push } from '../../pushes/push.ts'
import { lockSource, queueDeploysOf } from '../../pushes/queue-deploys.ts'
import { byNameOrId } from '../environments/load.ts'
import { operationInclude, presentOperation } from '../operations/present.ts'
import { isSignedBy, signatureRefused } from './signature.ts'

const deliveriesKept = 200
const deliveryIdLengthMax = 200

/** A webhook call as it came. */
export interface ReceivedDelivery {
  source: string
  body: Buffer
  signature: string | undefined
  deliveryId: string | undefined
}

/**
 * Remembers a signed delivery and queues the deploys that it asks for, in one transaction; works on none of them. A delivery that was seen
 * before is answered as the first time. Throws `signature-refused` (also for a source that is not there) and `invalid-request`.
 */
export async function receiveDelivery(deps: Deps, received: ReceivedDelivery): Promise<z.infer<typeof webhookAnswer>> {
  const source = await authenticate(deps, received)
  const push = parsePush(received.body)
  const deliveryId = deliveryIdOf(received)
  const { delivery, enqueued } = await deps.store.$transaction(async (transaction) => {
    await lockSource(transaction, source.id)
    const known = await transaction.delivery.findUnique({
      where: { sourceId_deliveryId: { sourceId: source.id, deliveryId } },
    })
    if (known !== null) return { delivery: known, enqueued: [] }
    return remember(transaction, source, deliveryId, push)
  })
  for (const each of enqueued) await announceOperation(deps, each)
  const operations = await deps.store.operation.findMany({
    where: { id: { in: delivery.operationIds } },
    include: operationInclude,
    orderBy: { id: 'asc' },
  })
  return { deliveryId, operations: operations.map(presentOperation), outcome: delivery.outcome }
}

/** The source, when one of its secrets signed the body. */
async function authenticate(deps: Deps, { source: named, body, signature }: ReceivedDelivery) {
  const source = await deps.store.source.findUnique({
    where: byNameOrId(named),
    include: { webhookSecrets: { where: { OR: [{ validUntil: null }, { validUntil: { gt: new Date() } }] } } },
  })
  const secrets = (source?.webhookSecrets ?? []).map(({ valueEncrypted, sourceId }) =>
    deps.encryption.decrypt(valueEncrypted, webhookContext(sourceId)),
  )
  if (isSignedBy(secrets, body, signature) && source !== null) return source
  throw signatureRefused()
}

function parsePush(body: Buffer): Push {
  const parsed = pushBody.safeParse(jsonOf(body))
  if (!parsed.success)
    throw new CodedError('invalid-request', 'The body does not say what was pushed.', {
      cure: 'Send JSON: {"ref": "refs/heads/<branch>", "after": "<commit>"}; more fields are welcome and ignored.',
      errors: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    })
  const { ref, after } = parsed.data
  const deleted = after !== undefined && /^0+$/.test(after)
  return { ref, commit: deleted ? null : (after ?? null), deleted }
}

/** The value, or undefined when it is no JSON. */
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function deliveryIdOf({ deliveryId, body, signature }: ReceivedDelivery): string {
  if (deliveryId !== undefined && deliveryId.length <= deliveryIdLengthMax) return deliveryId
  return createHash('sha256')
    .update(body)
    .update(deliveryId ?? signature ?? '')
    .digest('hex')
}

async function remember(
  transaction: StoreTransaction,
  source: { id: string; name: string },
  deliveryId: string,
  push: Push,
): Promise<{ delivery: { outcome: string; operationIds: string[] }; enqueued: Enqueued[] }> {
  const { enqueued, outcome } = await queueDeploysOf(transaction, source, push, { by: 'webhook' })
  const delivery = await transaction.delivery.create({
    data: {
      sourceId: source.id,
      deliveryId,
      ref: push.ref,
      commit: push.commit,
      outcome,
      operationIds: enqueued.map(({ operation }) => operation.id),
    },
  })
  await transaction.$executeRaw`
    DELETE FROM "Delivery" WHERE id IN (
      SELECT id FROM "Delivery" WHERE "sourceId" = ${source.id}::uuid
      ORDER BY "receivedAt" DESC, id DESC OFFSET ${deliveriesKept})`
  return { delivery, enqueued }
}
