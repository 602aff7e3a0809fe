import type { WebhookProviderName } from '@fun/contract/resources'
import { webhookContext } from '../../adapters/store/encryption.ts'
import { webhookProviders } from '../../git-hosts/webhooks/providers.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findSource } from '../sources/list.ts'

/** How long the earlier secret goes on being taken, so that the git host can be told the new one without losing a push. */
const overlapHours = 24

export interface WebhookOrder {
  source: string
  provider: WebhookProviderName
  /** Made by the git host; undefined: one is made here. */
  secret?: string | undefined
}

/**
 * Gives a source's webhook of one git host a secret, the first or another; only this answer shows one that is made here. Secrets of other
 * hosts stay as they are. Throws `not-found`.
 */
export async function setUpWebhook(
  { deps, principal }: UseCaseContext,
  { source: named, provider, secret: given }: WebhookOrder,
): Promise<{ sourceName: string; secret: string; previousValidUntil: string | null }> {
  const source = await findSource(deps, named)
  const secret = given ?? webhookProviders[provider].setUp.makeSecret()
  const now = new Date()
  const validUntil = new Date(now.getTime() + overlapHours * 3_600_000)
  const previous = await deps.store.$transaction(async (transaction) => {
    const own = { sourceId: source.id, provider }
    await transaction.webhookSecret.deleteMany({ where: { ...own, validUntil: { lte: now } } })
    const { count } = await transaction.webhookSecret.updateMany({
      where: { ...own, validUntil: null },
      data: { validUntil },
    })
    const valueEncrypted = deps.encryption.encrypt(secret, webhookContext(source.id))
    await transaction.webhookSecret.create({ data: { ...own, valueEncrypted } })
    await audit(transaction, principal, 'source.webhook-secret', source.name, {
      provider,
      rotated: count > 0,
      given: given !== undefined,
    })
    return count > 0
  })
  return { sourceName: source.name, secret, previousValidUntil: previous ? validUntil.toISOString() : null }
}
