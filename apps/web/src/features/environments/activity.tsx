'use client'

import { useTranslations } from 'use-intl'
import { OperationList } from '#features/operations/operation-list.tsx'

/** Everything that was asked of one environment. */
export function Activity({ name }: { name: string }) {
  const t = useTranslations('environment')
  return (
    <>
      <p className="text-sm text-quiet">{t('activityText')}</p>
      <div className="overflow-hidden rounded-card border border-line bg-surface">
        <OperationList filter={{ environment: name }} />
      </div>
    </>
  )
}
