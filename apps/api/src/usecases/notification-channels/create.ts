import { randomUUID } from 'node:crypto'
import type { createNotificationChannel } from '@fun/contract/notifications'
import type { z } from 'zod'
import { CodedError } from '../../errors.ts'
import { settingsColumns } from '../../notifications/channel-settings.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { isUniqueViolation } from '../environments/create.ts'
import { checkSettings } from './check-settings.ts'
import { channelInclude, presentChannel } from './present.ts'

/** Creates a channel; nothing is sent to it yet. Only this answer shows the secret that was made for a webhook. Throws `invalid-request`, `name-taken`. */
export async function createChannel(
  { deps, principal }: UseCaseContext,
  { name, settings: typed, enabled }: z.infer<typeof createNotificationChannel>,
) {
  const { settings, made } = await checkSettings(deps, typed)
  const id = randomUUID()
  const columns = settingsColumns(deps.encryption, id, settings)
  const row = await deps.store
    .$transaction(async (transaction) => {
      const created = await transaction.notificationChannel.create({
        data: { id, name, enabled, ...columns },
        include: channelInclude,
      })
      await audit(transaction, principal, 'notification-channel.create', name, {
        kind: columns.kind,
        target: columns.target,
      })
      return created
    })
    .catch(nameTaken(name))
  return { ...presentChannel(row), secret: made }
}

/** Turns the database's refusal of a second channel of one name into the problem that says so. */
export const nameTaken =
  (name: string) =>
  (error: unknown): never => {
    if (!isUniqueViolation(error)) throw error
    throw new CodedError('name-taken', `The notification channel ${name} exists already.`, {
      errors: [{ path: 'name', message: 'is taken' }],
    })
  }
