'use client'

import { notificationEvent, severity } from '@fun/contract/notification-events'
import { type NotificationChannel, notificationRule } from '@fun/contract/notifications'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { SelectField } from '#components/ui/field.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { nameOf } from './event-names.ts'
import { useChange } from './notification-queries.ts'

type Event = z.infer<typeof notificationEvent>
const everywhere = '*'

/** A new rule: it counts for what happens from then on. */
export function RuleForm({ channels, onClose }: { channels: readonly NotificationChannel[]; onClose: () => void }) {
  const t = useTranslations('notifications')
  const environments = useEnvironments().data ?? []
  const [channel, setChannel] = useState(channels[0]?.id ?? '')
  const [environment, setEnvironment] = useState(everywhere)
  const [severityMin, setSeverityMin] = useState<z.infer<typeof severity>>('warning')
  const [events, setEvents] = useState<readonly Event[]>([])
  const create = useChange<z.infer<typeof notificationRule>>(onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = { channel, environment: environment === everywhere ? null : environment, events, severityMin }
    create.mutate({ schema: notificationRule, path: '/notification-rules', method: 'POST', body })
  }
  return (
    <form onSubmit={submit} className="space-y-4 border-b border-line px-4 py-4">
      <div className="grid gap-x-5 gap-y-4 sm:grid-cols-3">
        <SelectField
          label={t('ruleChannel')}
          help={t('ruleChannelHelp')}
          value={channel}
          onChange={setChannel}
          options={channels.map((each) => ({ value: each.id, label: each.name }))}
        />
        <SelectField
          label={t('ruleEnvironment')}
          help={t('ruleEnvironmentHelp')}
          value={environment}
          onChange={setEnvironment}
          options={[
            { value: everywhere, label: t('everywhere') },
            ...environments.map((each) => ({ value: each.id, label: each.name })),
          ]}
        />
        <SelectField
          label={t('ruleSeverity')}
          help={t('ruleSeverityHelp')}
          value={severityMin}
          onChange={setSeverityMin}
          options={severity.options.map((value) => ({ value, label: t(`severity.${value}`) }))}
        />
      </div>
      <fieldset>
        <legend className="text-sm font-medium">{t('ruleEvents')}</legend>
        <p className="text-xs text-quiet">{t('ruleEventsHelp')}</p>
        <div className="mt-2 grid gap-x-5 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
          {notificationEvent.options.map((each) => (
            <Checkbox
              key={each}
              label={t(`event.${nameOf(each)}`)}
              checked={events.includes(each)}
              onChange={(checked) => setEvents(checked ? [...events, each] : events.filter((other) => other !== each))}
            />
          ))}
        </div>
      </fieldset>
      {create.isError && <ProblemNotice error={create.error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={create.isPending}>
          {t('ruleCreate')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </form>
  )
}
