'use client'

import { deliveryState, type Environment } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { SelectField } from '#components/ui/field.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useDeliveries } from './delivery-calls.ts'
import { DeliveryRow } from './delivery-row.tsx'

const filters = ['all', ...deliveryState.options] as const

type DeliveriesProps = { sourceName: string; environments: readonly Environment[] }

/** What git hosts told of, and what came of each: also why nothing was started. */
export function Deliveries({ sourceName, environments }: DeliveriesProps) {
  const t = useTranslations()
  const [state, setState] = useState<(typeof filters)[number]>('all')
  const query = useDeliveries(sourceName, state)
  return (
    <Card title={t('places.deliveries')} aside={<span className="text-xs text-quiet">{t('webhooks.kept')}</span>}>
      <div className="border-b border-line px-4 py-3">
        <SelectField
          label={t('webhooks.filter')}
          className="max-w-64"
          value={state}
          onChange={setState}
          options={filters.map((value) => ({ value, label: t(`webhooks.states.${value}`) }))}
        />
      </div>
      {query.isError && <ProblemNotice error={query.error} />}
      {query.isPending && <Skeleton label={t('places.deliveries')} />}
      {query.data?.length === 0 && (
        <p className="px-4 py-4 text-sm text-quiet">
          {state === 'all' ? t('places.noDeliveries') : t('webhooks.noneOfState')}
        </p>
      )}
      <ol>
        {query.data?.map((each) => (
          <DeliveryRow key={each.id} sourceName={sourceName} delivery={each} environments={environments} />
        ))}
      </ol>
    </Card>
  )
}
