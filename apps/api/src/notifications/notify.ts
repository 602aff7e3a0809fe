import { type NotificationEvent, notificationEvents, severityForRules } from '@fun/contract/notification-events'
import type { NotificationContent } from '@fun/contract/notifications'
import type { StoreTransaction } from '../adapters/store/client.ts'
import { asJson } from '../events/append.ts'

/** Something that happened, as rules look at it. */
export interface Happening {
  event: NotificationEvent
  /** undefined: it belongs to no environment, and only rules for all hear of it. */
  environmentId?: string | undefined
  operationId?: string | undefined
}

/** Longest sentence that a message carries; services refuse longer ones. */
const sentenceLengthMax = 1_500

/**
 * Tells of something in the transaction in which it happens: a row per channel that a rule names, which a worker delivers after the
 * commit. Nothing is written, and `content` is not asked for, when no rule matches. A failing channel never reaches this transaction.
 */
export async function notify(
  transaction: StoreTransaction,
  happening: Happening,
  content: () => Promise<NotificationContent> | NotificationContent,
): Promise<void> {
  const { event, environmentId = null, operationId = null } = happening
  const channels = await channelsFor(transaction, event, environmentId)
  if (channels.length === 0) return
  const told = await content()
  await transaction.notification.create({
    data: {
      event,
      severity: notificationEvents[event].severity,
      environmentId,
      operationId,
      content: asJson({ ...told, sentence: shortened(told.sentence) }),
      deliveries: { createMany: { data: channels.map((channelId) => ({ channelId })) } },
    },
  })
}

/** The lock keeps a channel from being removed between here and the commit, which would undo what happened. */
async function channelsFor(
  transaction: StoreTransaction,
  event: NotificationEvent,
  environmentId: string | null,
): Promise<string[]> {
  const rows = await transaction.$queryRaw<Array<{ id: string }>>`
    SELECT id FROM "NotificationChannel" AS channel
    WHERE enabled AND EXISTS (
      SELECT FROM "NotificationRule" AS rule
      WHERE rule."channelId" = channel.id AND rule.enabled
        AND (rule."environmentId" IS NULL OR rule."environmentId" = ${environmentId}::uuid)
        AND (coalesce(cardinality(rule.events), 0) = 0 OR ${event} = ANY (rule.events))
        AND rule."severityMin" <= ${severityForRules(event)}::"Severity")
    ORDER BY id FOR KEY SHARE`
  return rows.map(({ id }) => id)
}

const shortened = (text: string): string =>
  text.length <= sentenceLengthMax ? text : `${text.slice(0, sentenceLengthMax)}…`
