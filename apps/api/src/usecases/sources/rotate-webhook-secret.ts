import { randomBytes } from 'node:crypto'
import { webhookContext } from '../../adapters/store/encryption.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findSource } from './list.ts'

/** How long the earlier secret goes on being taken, so that the git host can be told the new one without losing a push. */
const overlapHours = 24

/** Makes the secret that a source's deliveries are signed with; only this answer shows it. Throws `not-found`. */
export async function rotateWebhookSecret(
  { deps, principal }: UseCaseContext,
  nameOrId: string,
): Promise<{ sourceName: string; secret: string; previousValidUntil: string | null }> {
  const source = await findSource(deps, nameOrId)
  const secret = randomBytes(32).toString('hex')
  const now = new Date()
  const validUntil = new Date(now.getTime() + overlapHours * 3_600_000)
  const previous = await deps.store.$transaction(async (transaction) => {
    await transaction.webhookSecret.deleteMany({ where: { sourceId: source.id, validUntil: { lte: now } } })
    const { count } = await transaction.webhookSecret.updateMany({
      where: { sourceId: source.id, validUntil: null },
      data: { validUntil },
    })
    const valueEncrypted = deps.encryption.encrypt(secret, webhookContext(source.id))
    await transaction.webhookSecret.create({ data: { sourceId: source.id, valueEncrypted } })
    await audit(transaction, principal, 'source.webhook-secret', source.name, { rotated: count > 0 })
    return count > 0
  })
  return { sourceName: source.name, secret, previousValidUntil: previous ? validUntil.toISOString() : null }
}
