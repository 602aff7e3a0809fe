import type { WebhookProviderName } from '@fun/contract/resources'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findSource } from '../sources/list.ts'

/** Takes every secret of one git host away: nothing that it sends is taken any more, at once. Throws `not-found`. */
export async function removeWebhook(
  { deps, principal }: UseCaseContext,
  named: string,
  provider: WebhookProviderName,
): Promise<void> {
  const source = await findSource(deps, named)
  await deps.store.$transaction(async (transaction) => {
    const { count } = await transaction.webhookSecret.deleteMany({ where: { sourceId: source.id, provider } })
    if (count === 0) throw new CodedError('not-found', `${source.name} has no webhook of ${provider}.`)
    await audit(transaction, principal, 'source.webhook-remove', source.name, { provider })
  })
}
