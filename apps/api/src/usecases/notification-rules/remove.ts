import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findRule } from './list.ts'

/** Removes a rule; what it has told of already is still delivered. Throws `not-found`. */
export async function removeRule({ deps, principal }: UseCaseContext, id: string): Promise<void> {
  const { channel, events } = await findRule(deps, id)
  await deps.store.$transaction(async (transaction) => {
    await transaction.notificationRule.deleteMany({ where: { id } })
    await audit(transaction, principal, 'notification-rule.remove', id, { channel: channel.name, events })
  })
}
