'use client'

import { useTranslations } from 'use-intl'

/** Holds the place of what is being loaded. Appears only after a moment, so that fast answers do not flash. */
export function Skeleton({ label }: { label: string }) {
  const t = useTranslations('common')
  return (
    <div role="status" className="animate-[appear_160ms_300ms_both] space-y-3">
      <span className="sr-only">{t('loading', { what: label })}</span>
      {['w-1/3', 'w-full', 'w-full', 'w-4/5'].map((width, index) => (
        <div key={`${index} ${width}`} className={`h-9 rounded-card bg-line/60 ${width}`} />
      ))}
    </div>
  )
}
