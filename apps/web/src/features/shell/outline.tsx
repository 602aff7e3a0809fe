'use client'

import { useTranslations } from 'use-intl'
import { Mark } from '#components/ui/mark.tsx'

const bars = ['w-1/4', 'w-1/2', 'w-full', 'w-full', 'w-full', 'w-4/5']

/** The page's frame as the server sends it, while nobody knows yet who looks: seen before a script has run. */
export function Outline() {
  const t = useTranslations('common')
  return (
    <div role="status" className="lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <div className="flex h-12 items-center border-line bg-surface px-3 max-lg:border-b lg:h-dvh lg:items-start lg:border-r lg:pt-4">
        <span className="inline-flex items-center gap-2.5 px-1 font-semibold">
          <Mark className="size-6" />
          {t('product')}
        </span>
      </div>
      <div className="mx-auto w-full max-w-content space-y-5 px-4 py-5 lg:px-6 lg:py-6">
        {bars.map((width, index) => (
          <div key={`${index} ${width}`} aria-hidden="true" className={`h-9 rounded-card bg-line/40 ${width}`} />
        ))}
      </div>
    </div>
  )
}
