import { type WebhookProviderName, webhookProvider } from '@fun/contract/resources'
import type { Deps } from '../../deps.ts'
import { findSource } from '../sources/list.ts'

/** A webhook of a source without its address, which depends on how the portal was reached. */
export interface SourceWebhook {
  provider: WebhookProviderName
  createdAt: string
  previousValidUntil: string | null
  lastDeliveryAt: string | null
}

/** The git hosts that may send to a source, by their newest secret. Throws `not-found`. */
export async function listWebhooks(deps: Deps, named: string): Promise<{ sourceName: string; items: SourceWebhook[] }> {
  const source = await findSource(deps, named)
  const [secrets, last] = await Promise.all([
    deps.store.webhookSecret.findMany({
      where: { sourceId: source.id, OR: [{ validUntil: null }, { validUntil: { gt: new Date() } }] },
      orderBy: { createdAt: 'asc' },
    }),
    deps.store.delivery.groupBy({
      by: ['provider'],
      where: { sourceId: source.id, redeliveryOfId: null },
      _max: { receivedAt: true },
    }),
  ])
  const items = webhookProvider.options.flatMap((provider) => {
    const own = secrets.filter((secret) => secret.provider === provider)
    const current = own.find(({ validUntil }) => validUntil === null)
    if (current === undefined) return []
    const previous = own.map(({ validUntil }) => validUntil).filter((at) => at !== null)
    const newest = previous.sort((a, b) => a.getTime() - b.getTime()).at(-1)
    const delivered = last.find((each) => each.provider === provider)?._max.receivedAt
    return [
      {
        provider,
        createdAt: current.createdAt.toISOString(),
        previousValidUntil: newest?.toISOString() ?? null,
        lastDeliveryAt: delivered?.toISOString() ?? null,
      },
    ]
  })
  return { sourceName: source.name, items }
}
