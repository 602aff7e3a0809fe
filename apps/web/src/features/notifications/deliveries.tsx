'use client'

import { deliveryState, type NotificationChannel, type NotificationDelivery } from '@fun/contract/notifications'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { SelectField } from '#components/ui/field.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Ago } from '#components/ui/time.tsx'
import { DeliveryMark } from './delivery-mark.tsx'
import { type DeliveryFilter, useDeliveries } from './notification-queries.ts'

const any = '*'

/** What was sent, to where, and what the service said. */
export function Deliveries({ channels }: { channels: readonly NotificationChannel[] }) {
  const t = useTranslations('notifications')
  const [channel, setChannel] = useState(any)
  const [state, setState] = useState<NonNullable<DeliveryFilter['state']> | typeof any>(any)
  const query = useDeliveries({ ...(channel === any ? {} : { channel }), ...(state === any ? {} : { state }) })
  return (
    <Card title={t('deliveries')}>
      <div className="border-b border-line px-4 py-3">
        <div className="grid max-w-120 grid-cols-2 gap-3">
          <SelectField
            label={t('ruleChannel')}
            value={channel}
            onChange={setChannel}
            options={[{ value: any, label: t('any') }, ...channels.map(({ id, name }) => ({ value: id, label: name }))]}
          />
          <SelectField
            label={t('filterState')}
            value={state}
            onChange={setState}
            options={[
              { value: any, label: t('any') },
              ...deliveryState.options.map((value) => ({ value, label: t(`state.${value}`) })),
            ]}
          />
        </div>
      </div>
      {query.isError && <ProblemNotice error={query.error} />}
      {query.isPending && <Skeleton label={t('deliveries')} />}
      {query.data?.length === 0 && <p className="px-4 py-4 text-sm text-quiet">{t('noDeliveries')}</p>}
      <ol>
        {query.data?.map((each) => (
          <DeliveryRow key={each.id} delivery={each} />
        ))}
      </ol>
      {query.hasNextPage && (
        <div className="border-t border-line px-4 py-3">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </Card>
  )
}

function DeliveryRow({ delivery }: { delivery: NotificationDelivery }) {
  const t = useTranslations('notifications')
  const { channel, content, state, attempts, answer, createdAt, nextAttemptAt } = delivery
  const { operation, title } = content
  return (
    <li className="space-y-0.5 border-b border-line px-4 py-2 text-sm last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-xs">
          <DeliveryMark state={state} />
        </span>
        {operation === null ? (
          <span className="min-w-0 flex-1 basis-56 font-medium break-words">{title}</span>
        ) : (
          <Link
            href={`/operations/${operation.id}`}
            prefetch={false}
            className="min-w-0 flex-1 basis-56 rounded-control font-medium break-words hover:underline"
          >
            {title}
          </Link>
        )}
        <span className="text-xs text-quiet">{channel.name}</span>
        <Ago at={createdAt} className="text-xs text-quiet" />
      </div>
      {(answer !== '' || attempts > 1) && (
        <p className="text-xs break-words text-quiet">
          {attempts > 1 && `${t('attempts', { count: attempts })} `}
          {answer}
          {nextAttemptAt !== null && (
            <>
              {' '}
              {t('nextAttempt')} <Ago at={nextAttemptAt} />
            </>
          )}
        </p>
      )}
    </li>
  )
}
