import { channelKind, type NotificationChannel, notificationChannel } from '@fun/contract/notifications'
import type { Prisma } from '../../adapters/store/generated/client.ts'

/** What a presented channel is read with: its newest delivery that was tried. */
export const channelInclude = {
  deliveries: { where: { attempts: { gt: 0 } }, orderBy: { id: 'desc' }, take: 1 },
} satisfies Prisma.NotificationChannelInclude

type ChannelRow = Prisma.NotificationChannelGetPayload<{ include: typeof channelInclude }>

/** A channel as the contract has it: its settings are never shown. */
export function presentChannel(row: ChannelRow): NotificationChannel {
  const [last] = row.deliveries
  return notificationChannel.parse({
    id: row.id,
    name: row.name,
    kind: channelKind.parse(row.kind),
    target: row.target,
    enabled: row.enabled,
    lastDelivery:
      last === undefined
        ? null
        : { state: last.state, at: (last.finishedAt ?? last.createdAt).toISOString(), answer: last.answer },
    createdAt: row.createdAt.toISOString(),
  })
}
