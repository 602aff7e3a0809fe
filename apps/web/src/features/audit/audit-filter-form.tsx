'use client'

import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { type AuditChoice, auditQuery, everything } from '#lib/audit-filter.ts'

/** What the list is narrowed by; the file that is exported is narrowed by the same. */
export function AuditFilterForm({
  choice,
  onChange,
}: {
  choice: AuditChoice
  onChange: (choice: AuditChoice) => void
}) {
  const t = useTranslations('audit')
  const environments = useEnvironments().data ?? []
  const set = (part: Partial<AuditChoice>) => onChange({ ...choice, ...part })
  return (
    <search className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
      <TextField
        label={t('principal')}
        help={t('principalHelp')}
        value={choice.principal}
        onChange={(principal) => set({ principal })}
      />
      <TextField
        label={t('action')}
        help={t('actionHelp')}
        value={choice.action}
        onChange={(action) => set({ action })}
        mono
      />
      <TextField
        label={t('subject')}
        help={t('subjectHelp')}
        value={choice.subject}
        onChange={(subject) => set({ subject })}
        mono
      />
      <SelectField
        label={t('environment')}
        help={t('environmentHelp')}
        value={choice.environment}
        onChange={(environment) => set({ environment })}
        options={[
          { value: '', label: t('any') },
          ...environments.map((each) => ({ value: each.name, label: each.name })),
        ]}
      />
      <SelectField
        label={t('result')}
        value={choice.result}
        onChange={(result) => set({ result })}
        options={[
          { value: '' as const, label: t('any') },
          { value: 'done' as const, label: t('results.done') },
          { value: 'refused' as const, label: t('results.refused') },
        ]}
      />
      <TextField label={t('from')} type="date" value={choice.fromDay} onChange={(fromDay) => set({ fromDay })} />
      <TextField label={t('to')} type="date" value={choice.toDay} onChange={(toDay) => set({ toDay })} />
      {String(auditQuery(choice)) !== '' && (
        <div className="flex items-end">
          <Button variant="quiet" onClick={() => onChange(everything)}>
            {t('clear')}
          </Button>
        </div>
      )}
    </search>
  )
}
