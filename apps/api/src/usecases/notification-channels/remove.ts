import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadChannel } from './list.ts'

/** Removes a channel with its rules and its deliveries. Throws `not-found`. */
export async function removeChannel({ deps, principal }: UseCaseContext, nameOrId: string): Promise<void> {
  const { id, name } = await loadChannel(deps, nameOrId)
  await deps.store.$transaction(async (transaction) => {
    await transaction.notificationChannel.deleteMany({ where: { id } })
    await audit(transaction, principal, 'notification-channel.remove', name)
  })
}
