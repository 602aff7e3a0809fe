'use client'

import type { Operation } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'

/** The plan as it was printed: the same text that is audited and tested. Nothing when the operation has none. */
export function PlanText({ operation }: { operation: Operation }) {
  const t = useTranslations('operation')
  const { plan } = operation.result
  if (typeof plan !== 'string' || plan.trim() === '') return null
  return (
    <Card title={t('plan')} aside={<CopyButton text={plan} label={t('copyPlan')} />}>
      <section aria-label={t('planText')} tabIndex={0} className="max-h-112 overflow-auto bg-sunken -outline-offset-2">
        <pre className="w-max min-w-full px-4 py-3 font-mono text-xs leading-5">{plan.trimEnd()}</pre>
      </section>
    </Card>
  )
}
