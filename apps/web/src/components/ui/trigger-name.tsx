'use client'

import { useTranslations } from 'use-intl'
import { triggerOf } from '#lib/trigger.ts'

/** Who or what began something, in words; its label as the audit has it stands in the title. */
export function TriggerName({ label, className }: { label: string; className?: string }) {
  const t = useTranslations('operation.trigger')
  const trigger = triggerOf(label)
  return (
    <span title={label} className={className}>
      <bdi>{words()}</bdi>
    </span>
  )

  function words(): string {
    switch (trigger.kind) {
      case 'person':
        return trigger.address
      case 'token':
        return t('token', { address: trigger.address, token: trigger.token })
      case 'schedule':
        return t('schedule')
      case 'other':
        return trigger.name
      default:
        return t(trigger.kind, { name: trigger.name })
    }
  }
}
