'use client'

import { channelTest, type NotificationChannel, notificationChannel } from '@fun/contract/notifications'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { useAddressedOpening } from '#features/shell/use-addressed-opening.ts'
import { ChannelForm } from './channel-form.tsx'
import { DeliveryMark } from './delivery-mark.tsx'
import { useChange } from './notification-queries.ts'

/** Places that messages go to, each with its test. */
export function Channels({ channels }: { channels: readonly NotificationChannel[] }) {
  const t = useTranslations('notifications')
  const [isAdding, setAdding] = useAddressedOpening('add-channel')
  return (
    <Card title={t('channels')} aside={!isAdding && <Button onClick={() => setAdding(true)}>{t('channelAdd')}</Button>}>
      {isAdding && <ChannelForm onClose={() => setAdding(false)} />}
      {channels.length === 0 && !isAdding && <p className="px-4 py-4 text-sm text-quiet">{t('noChannels')}</p>}
      <ul>
        {channels.map((each) => (
          <ChannelRow key={each.id} channel={each} />
        ))}
      </ul>
    </Card>
  )
}

const pathOf = ({ id }: NotificationChannel) => `/notification-channels/${id}`

function ChannelRow({ channel }: { channel: NotificationChannel }) {
  const t = useTranslations('notifications')
  const [isRemoving, setRemoving] = useState(false)
  const { name, kind, target, enabled, lastDelivery } = channel
  const change = useChange<NotificationChannel>()
  const test = useChange<z.infer<typeof channelTest>>()
  const switchIt = () =>
    change.mutate({ schema: notificationChannel, path: pathOf(channel), method: 'PATCH', body: { enabled: !enabled } })
  return (
    <li className="space-y-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium break-all">{name}</span>
            <span className="text-quiet">{t(`kind.${kind}`)}</span>
            {!enabled && <span className="rounded-control bg-sunken px-1.5 text-xs text-quiet">{t('off')}</span>}
          </p>
          <p className="font-mono text-xs break-all text-quiet">{target}</p>
        </div>
        {lastDelivery === null ? (
          <span className="text-xs text-quiet">{t('neverSent')}</span>
        ) : (
          <span className="flex flex-wrap items-center gap-x-2 text-xs">
            <DeliveryMark state={lastDelivery.state} />
            <Ago at={lastDelivery.at} className="text-quiet" />
          </span>
        )}
        <div className="flex flex-wrap gap-2">
          <Button
            busy={test.isPending}
            aria-label={t('testOf', { name })}
            onClick={() => test.mutate({ schema: channelTest, path: `${pathOf(channel)}/test`, method: 'POST' })}
          >
            {t('test')}
          </Button>
          <Button
            variant="quiet"
            busy={change.isPending}
            aria-label={enabled ? t('switchOffOf', { name }) : t('switchOnOf', { name })}
            onClick={switchIt}
          >
            {enabled ? t('switchOff') : t('switchOn')}
          </Button>
          <Button variant="quiet" aria-label={t('removeOf', { name })} onClick={() => setRemoving(true)}>
            {t('remove')}
          </Button>
        </div>
      </div>
      <div role="status">
        {test.data !== undefined && (
          <p className="flex flex-wrap items-center gap-x-2">
            <DeliveryMark state={test.data.delivered ? 'delivered' : 'failed'} />
            <span className="min-w-0 break-words">{test.data.answer}</span>
          </p>
        )}
      </div>
      {test.isError && <ProblemNotice error={test.error} />}
      {change.isError && <ProblemNotice error={change.error} />}
      {isRemoving && <RemoveDialog channel={channel} onClose={() => setRemoving(false)} />}
    </li>
  )
}

function RemoveDialog({ channel, onClose }: { channel: NotificationChannel; onClose: () => void }) {
  const t = useTranslations('notifications')
  const remove = useChange<null>(onClose)
  return (
    <ConfirmDialog
      title={t('removeOf', { name: channel.name })}
      verb={t('remove')}
      variant="danger"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ schema: z.null(), path: pathOf(channel), method: 'DELETE' })}
      onClose={onClose}
    >
      <p>{t('removeChannelText')}</p>
    </ConfirmDialog>
  )
}
