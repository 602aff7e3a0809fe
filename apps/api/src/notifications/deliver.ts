import { notificationEvent } from '@fun/contract/notification-events'
import { notificationContent } from '@fun/contract/notifications'
import type { SendOutcome } from '../adapters/notify/outcome.ts'
import { sendMessage } from '../adapters/notify/send.ts'
import type { Prisma } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { databaseNow } from '../operations/claim.ts'
import { readSettings } from './channel-settings.ts'
import { linkOf, type Message } from './message.ts'

type DeliverDeps = Pick<Deps, 'store' | 'encryption' | 'outgoing' | 'mail' | 'config' | 'logger'>

/** Longer than any try takes; then the worker that had it is dead. */
const claimSeconds = 60
/** With the usual ten seconds at first, the last try comes about three hours after the first. */
const attemptsMax = 12
const waitSecondsMax = 3_600
const include = { channel: true, notification: true } satisfies Prisma.NotificationDeliveryInclude
type Row = Prisma.NotificationDeliveryGetPayload<{ include: typeof include }>

/**
 * Takes the delivery that is due for longest and tries it once; false: none is due. Of one channel one at a time is under way, so that a
 * slow service holds no other up. What succeeded is never sent again. A worker that dies between the service's answer and this
 * row's write lets another one send again: messages that programs read carry the same id then.
 */
export async function deliverNext(deps: DeliverDeps): Promise<boolean> {
  const row = await claim(deps)
  if (row === undefined) return false
  const outcome = await attempt(deps, row)
  const now = await databaseNow(deps.store)
  await deps.store.notificationDelivery.updateMany({
    where: { id: row.id, attempts: row.attempts, state: 'pending' },
    data: { answer: outcome.answer, claimedUntil: null, ...afterwards(deps, row, outcome, now) },
  })
  const { kind, answer } = outcome
  if (kind !== 'delivered')
    deps.logger.warn({ channel: row.channel.name, kind, answer, attempt: row.attempts }, 'a message was not delivered')
  return true
}

async function claim({ store }: DeliverDeps): Promise<Row | undefined> {
  const [taken] = await store.$queryRaw<Array<{ id: string }>>`
    UPDATE "NotificationDelivery"
    SET "claimedUntil" = now() + make_interval(secs => ${claimSeconds}::double precision), attempts = attempts + 1
    WHERE id = (
      SELECT id FROM "NotificationDelivery" AS due
      WHERE state = 'pending' AND "nextAttemptAt" <= now() AND ("claimedUntil" IS NULL OR "claimedUntil" <= now())
        AND NOT EXISTS (
          SELECT FROM "NotificationDelivery" AS other
          WHERE other."channelId" = due."channelId" AND other.state = 'pending' AND other."claimedUntil" > now())
      ORDER BY "nextAttemptAt", id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`
  if (taken === undefined) return undefined
  return (await store.notificationDelivery.findUnique({ where: { id: taken.id }, include })) ?? undefined
}

async function attempt(deps: DeliverDeps, row: Row): Promise<SendOutcome> {
  try {
    const settings = readSettings(deps.encryption, row.channel)
    const signal = AbortSignal.timeout((claimSeconds / 2) * 1000)
    return await sendMessage(deps, settings, messageOf(deps, row), signal)
  } catch (error) {
    deps.logger.error({ deliveryId: row.id, err: error }, 'a message could not be made or sent')
    return { kind: 'failed', answer: 'The worker failed at this message; its log has the details.' }
  }
}

function messageOf({ config }: DeliverDeps, { id, notification }: Row): Message {
  const content = notificationContent.parse(notification.content)
  return {
    id,
    event: notificationEvent.parse(notification.event),
    severity: notification.severity,
    at: notification.createdAt,
    content,
    link: linkOf(config.publicUrl, content),
  }
}

function afterwards({ config }: DeliverDeps, { attempts }: Row, outcome: SendOutcome, now: Date) {
  switch (outcome.kind) {
    case 'delivered':
      return { state: 'delivered', finishedAt: now } as const
    case 'refused':
      return { state: 'failed', finishedAt: now } as const
    case 'failed': {
      if (attempts >= attemptsMax) return { state: 'failed', finishedAt: now } as const
      const waitSeconds = retrySeconds(attempts, config.notifyRetrySeconds, outcome.retryAfterSeconds)
      return { nextAttemptAt: new Date(now.getTime() + waitSeconds * 1000) }
    }
  }
}

/**
 * Seconds until the next try: doubled each time, half of it left to chance so that many messages do not come back at once; not before the
 * service's own wish, an hour at most.
 */
export function retrySeconds(attempts: number, firstSeconds: number, retryAfterSeconds = 0): number {
  const whole = firstSeconds * 2 ** (attempts - 1)
  const spread = whole / 2 + (Math.random() * whole) / 2
  return Math.min(waitSecondsMax, Math.max(spread, retryAfterSeconds))
}
