'use client'

import { operationKind, operationState } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { SelectField } from '#components/ui/field.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { OperationList } from './operation-list.tsx'
import type { OperationFilter } from './operation-queries.ts'

/** Everything that was ever asked of the portal; deployments first, because they are what people look for. */
export function OperationsPage() {
  const t = useTranslations()
  const [kind, setKind] = useState<OperationFilter['kind'] | 'any'>('deploy')
  const [state, setState] = useState<OperationFilter['state'] | 'any'>('any')
  const filter: OperationFilter = {
    ...(kind === 'any' || kind === undefined ? {} : { kind }),
    ...(state === 'any' || state === undefined ? {} : { state }),
  }
  return (
    <>
      <title>{t('common.title', { page: t('shell.deployments') })}</title>
      <PageHeader title={t('shell.deployments')} />
      <div className="grid max-w-120 grid-cols-2 gap-3">
        <SelectField
          label={t('operation.filterKind')}
          value={kind ?? 'any'}
          onChange={setKind}
          options={[
            { value: 'any' as const, label: t('operation.anyKind') },
            ...operationKind.options.map((value) => ({ value, label: t(`status.kind.${value}`) })),
          ]}
        />
        <SelectField
          label={t('operation.filterState')}
          value={state ?? 'any'}
          onChange={setState}
          options={[
            { value: 'any' as const, label: t('operation.anyState') },
            ...operationState.options.map((value) => ({ value, label: t(`status.operation.${value}`) })),
          ]}
        />
      </div>
      <div className="overflow-hidden rounded-card border border-line bg-surface">
        <OperationList filter={filter} named />
      </div>
    </>
  )
}
