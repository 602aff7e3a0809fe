import type { updateNotificationChannel } from '@fun/contract/notifications'
import type { z } from 'zod'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import { CodedError } from '../../errors.ts'
import { settingsColumns } from '../../notifications/channel-settings.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { checkSettings } from './check-settings.ts'
import { nameTaken } from './create.ts'
import { loadChannel } from './list.ts'
import { channelInclude, presentChannel } from './present.ts'

/**
 * Changes a channel. Settings are replaced as a whole, and keep their kind. Switched off, it gets nothing more, also of what waits for it.
 * Throws `not-found`, `invalid-request`, `name-taken`.
 */
export async function updateChannel(
  { deps, principal }: UseCaseContext,
  nameOrId: string,
  change: z.infer<typeof updateNotificationChannel>,
) {
  const channel = await loadChannel(deps, nameOrId)
  const { settings: typed, ...plain } = change
  if (typed !== undefined && typed.kind !== channel.kind)
    throw new CodedError('invalid-request', `${channel.name} is a channel of kind ${channel.kind}.`, {
      cure: 'Create another channel for another kind.',
      errors: [{ path: 'settings.kind', message: `is ${channel.kind}` }],
    })
  const checked = typed === undefined ? undefined : await checkSettings(deps, typed)
  const columns = checked === undefined ? {} : settingsColumns(deps.encryption, channel.id, checked.settings)
  const { name, enabled } = plain
  const data = { ...(name === undefined ? {} : { name }), ...(enabled === undefined ? {} : { enabled }), ...columns }
  const row = await deps.store
    .$transaction(async (transaction) => {
      if (enabled === false) await dropWaiting(transaction, channel.id)
      const updated = await transaction.notificationChannel.update({
        where: { id: channel.id },
        data,
        include: channelInclude,
      })
      const changed = { ...plain, ...(checked === undefined ? {} : { target: updated.target, settings: 'replaced' }) }
      await audit(transaction, principal, 'notification-channel.update', channel.name, changed)
      return updated
    })
    .catch(nameTaken(name ?? channel.name))
  return { ...presentChannel(row), secret: checked?.made ?? null }
}

async function dropWaiting(transaction: StoreTransaction, channelId: string): Promise<void> {
  await transaction.notificationDelivery.updateMany({
    where: { channelId, state: 'pending' },
    data: { state: 'failed', answer: 'The channel was switched off.', finishedAt: new Date(), claimedUntil: null },
  })
}
