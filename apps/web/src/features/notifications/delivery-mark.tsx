'use client'

import { Check, Clock, X } from 'lucide-react'
import { useTranslations } from 'use-intl'

const looks = {
  pending: { icon: Clock, className: 'text-busy' },
  delivered: { icon: Check, className: 'text-good' },
  failed: { icon: X, className: 'text-bad' },
} as const

/** What came of a message, as icon and word. */
export function DeliveryMark({ state }: { state: keyof typeof looks }) {
  const t = useTranslations('notifications.state')
  const { icon: Icon, className } = looks[state]
  return (
    <span className={`inline-flex shrink-0 items-center gap-1 font-medium ${className}`}>
      <Icon aria-hidden="true" className="size-3.5" />
      {t(state)}
    </span>
  )
}
