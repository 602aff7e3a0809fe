import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { WebhookProviderName, webhookAnswer } from '@fun/contract/resources'
import { z } from 'zod'
import { webhookContext } from '../../adapters/store/encryption.ts'
import type { Source } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import type { WebhookEvent } from '../../git-hosts/webhooks/event.ts'
import { headerOf } from '../../git-hosts/webhooks/provider.ts'
import { webhookProviders } from '../../git-hosts/webhooks/providers.ts'
import { readBody } from '../../git-hosts/webhooks/read-body.ts'
import { announceOperation } from '../../operations/enqueue.ts'
import { lockSource } from '../../pushes/queue-deploys.ts'
import { byNameOrId } from '../environments/load.ts'
import { operationInclude, presentOperation } from '../operations/present.ts'
import { handleEvent } from './handle-event.ts'
import { keepFor } from './keep.ts'
import { remember } from './remember.ts'
import { signatureRefused } from './signature-refused.ts'

const deliveryIdLengthMax = 200

/** A webhook call as it came. */
export interface ReceivedDelivery {
  provider: WebhookProviderName
  source: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/**
 * Remembers a genuine delivery and queues the deploys that it asks for, in one transaction; works on none of them. A delivery that was seen
 * before is answered as the first time. Throws `signature-refused` (also for a source that is not there) and `invalid-request`.
 */
export async function receiveDelivery(deps: Deps, received: ReceivedDelivery): Promise<z.infer<typeof webhookAnswer>> {
  const source = await authenticate(deps, received)
  const payload = readBody(received.body, received.headers['content-type'])
  const event = eventOf(received, payload)
  const { deliveryId, keys } = namesOf(received)
  const kept = await keepFor(deps, source, { ...received, payload })
  const answered = await deps.store.$transaction(async (transaction) => {
    await lockSource(transaction, source.id)
    const seen = await transaction.seenDelivery.findFirst({ where: { sourceId: source.id, key: { in: keys } } })
    if (seen !== null) return { ...seen, enqueued: [] }
    const handled = await handleEvent(transaction, source, event)
    const { provider } = received
    await remember(transaction, source, { provider, deliveryId, keys, event, handled, kept })
    return { deliveryId, outcome: handled.outcome, operationIds: handled.operationIds, enqueued: handled.enqueued }
  })
  for (const each of answered.enqueued) await announceOperation(deps, each)
  const operations = await deps.store.operation.findMany({
    where: { id: { in: answered.operationIds } },
    include: operationInclude,
    orderBy: { id: 'asc' },
  })
  return { deliveryId: answered.deliveryId, operations: operations.map(presentOperation), outcome: answered.outcome }
}

/** The source, when one of its secrets for this provider made the credential. */
async function authenticate(deps: Deps, { provider, source: named, headers, body }: ReceivedDelivery): Promise<Source> {
  const valid = { OR: [{ validUntil: null }, { validUntil: { gt: new Date() } }] }
  const source = await deps.store.source.findUnique({
    where: byNameOrId(named),
    include: { webhookSecrets: { where: { provider, ...valid } } },
  })
  const secrets = (source?.webhookSecrets ?? []).map(({ valueEncrypted, sourceId }) =>
    deps.encryption.decrypt(valueEncrypted, webhookContext(sourceId)),
  )
  if (webhookProviders[provider].isGenuine(headers, body, secrets) && source !== null) return source
  throw signatureRefused()
}

function eventOf({ provider, headers }: ReceivedDelivery, payload: unknown): WebhookEvent {
  try {
    return webhookProviders[provider].event(headers, payload)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const errors = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
    if (provider === 'generic')
      throw new CodedError('invalid-request', 'The body does not say what was pushed.', {
        cure: 'Send JSON: {"ref": "refs/heads/<branch>", "after": "<commit>"}; more fields are welcome and ignored.',
        errors,
      })
    throw new CodedError('invalid-request', `The body is not what ${provider} documents for this event.`, {
      cure: 'Check that the webhook of this git host was set up for this address, with the content type application/json.',
      errors,
    })
  }
}

/** What the delivery is called, and by which keys it is known again. */
function namesOf({ provider, headers, body }: ReceivedDelivery): { deliveryId: string; keys: string[] } {
  const { deliveryId: idOf, bodiesAreUnique } = webhookProviders[provider]
  const named = idOf(headers)
  const hash = createHash('sha256').update(body)
  const bodyKey = `body:${provider}:${hash.copy().digest('hex')}`
  const usable = named !== undefined && named.length <= deliveryIdLengthMax
  const signature = headerOf(headers, 'x-signature-256') ?? headerOf(headers, 'x-hub-signature-256')
  const deliveryId = usable ? named : hash.update(named ?? signature ?? '').digest('hex')
  return { deliveryId, keys: [`id:${provider}:${deliveryId}`, ...(bodiesAreUnique ? [bodyKey] : [])] }
}
