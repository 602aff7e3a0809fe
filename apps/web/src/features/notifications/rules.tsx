'use client'

import { type NotificationChannel, notificationRule } from '@fun/contract/notifications'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { useAddressedOpening } from '#features/shell/use-addressed-opening.ts'
import { nameOf } from './event-names.ts'
import { useChange } from './notification-queries.ts'
import { RuleForm } from './rule-form.tsx'

type Rule = z.infer<typeof notificationRule>

/** Which events go to which channel. */
export function Rules({ rules, channels }: { rules: readonly Rule[]; channels: readonly NotificationChannel[] }) {
  const t = useTranslations('notifications')
  const [isAdding, setAdding] = useAddressedOpening('add-rule')
  return (
    <Card
      title={t('rules')}
      aside={
        !(isAdding && channels.length > 0) && (
          <Button disabled={channels.length === 0} onClick={() => setAdding(true)}>
            {t('ruleAdd')}
          </Button>
        )
      }
    >
      {isAdding && channels.length > 0 && <RuleForm channels={channels} onClose={() => setAdding(false)} />}
      {rules.length === 0 && !isAdding && (
        <p className="px-4 py-4 text-sm text-quiet">{channels.length === 0 ? t('rulesNeedChannel') : t('noRules')}</p>
      )}
      <ul>
        {rules.map((each) => (
          <RuleRow key={each.id} rule={each} />
        ))}
      </ul>
    </Card>
  )
}

function RuleRow({ rule }: { rule: Rule }) {
  const t = useTranslations('notifications')
  const { id, channel, environment, events, severityMin, enabled } = rule
  const path = `/notification-rules/${id}`
  const change = useChange<Rule>()
  const remove = useChange<null>()
  const words = t('ruleText', {
    channel: channel.name,
    events: events.length === 0 ? t('allEvents') : events.map((each) => t(`event.${nameOf(each)}`)).join(', '),
    where: environment === null ? t('everywhere') : environment.name,
    severity: t(`atLeast.${severityMin}`),
  })
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <p className="min-w-0 flex-1 basis-72 break-words">
        {words}
        {!enabled && <span className="ml-2 rounded-control bg-sunken px-1.5 text-xs text-quiet">{t('off')}</span>}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          variant="quiet"
          busy={change.isPending}
          aria-label={`${enabled ? t('switchOff') : t('switchOn')}: ${words}`}
          onClick={() =>
            change.mutate({ schema: notificationRule, path, method: 'PATCH', body: { enabled: !enabled } })
          }
        >
          {enabled ? t('switchOff') : t('switchOn')}
        </Button>
        <Button
          variant="quiet"
          busy={remove.isPending}
          aria-label={`${t('remove')}: ${words}`}
          onClick={() => remove.mutate({ schema: z.null(), path, method: 'DELETE' })}
        >
          {t('remove')}
        </Button>
      </div>
      {change.isError && <ProblemNotice error={change.error} />}
      {remove.isError && <ProblemNotice error={remove.error} />}
    </li>
  )
}
