import { type NotificationDelivery, notificationDelivery } from '@fun/contract/notifications'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import type { NotificationDeliveryState } from '../../adapters/store/generated/enums.ts'
import type { Deps } from '../../deps.ts'
import { loadChannel } from '../notification-channels/list.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'

const include = {
  channel: { select: { id: true, name: true, kind: true } },
  notification: true,
} satisfies Prisma.NotificationDeliveryInclude
type Row = Prisma.NotificationDeliveryGetPayload<{ include: typeof include }>

/** Deliveries, newest first, of one channel or state where asked. Throws `not-found` for an unknown channel. */
export async function listNotificationDeliveries(
  deps: Deps,
  filter: PageRequest & { channel?: string | undefined; state?: NotificationDeliveryState | undefined },
) {
  const channelId = filter.channel === undefined ? undefined : (await loadChannel(deps, filter.channel)).id
  const rows = await deps.store.notificationDelivery.findMany({
    where: {
      ...(channelId === undefined ? {} : { channelId }),
      ...(filter.state === undefined ? {} : { state: filter.state }),
    },
    include,
    ...pageArguments(filter),
  })
  return toPage(rows, filter, presentDelivery)
}

function presentDelivery({ notification, ...row }: Row): NotificationDelivery {
  return notificationDelivery.parse({
    id: row.id,
    channel: row.channel,
    event: notification.event,
    severity: notification.severity,
    content: notification.content,
    state: row.state,
    attempts: row.attempts,
    answer: row.answer,
    createdAt: row.createdAt.toISOString(),
    nextAttemptAt: row.state === 'pending' ? row.nextAttemptAt.toISOString() : null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  })
}
