'use client'

import type { Environment } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { differencesOf } from '#lib/attribute-diff.ts'
import { draftOf, problemsOf } from '#lib/specification-draft.ts'
import { useEnvironment } from './environment-queries.ts'
import { NumberField } from './number-field.tsx'
import { useSave } from './use-specification-edit.ts'

/** How many background workers an environment has: a short way to that part of its specification. */
export function ScaleDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return <Numbers environment={environment} onClose={onClose} />
}

function Numbers({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const t = useTranslations()
  const seen = draftOf(environment)
  const [base] = useState(seen)
  const [workers, setWorkers] = useState(base.specification.workers)
  const draft = { ...base, specification: { ...base.specification, workers } }
  const problems = problemsOf(draft)
  const save = useSave(environment, onClose)
  return (
    <ConfirmDialog
      title={`${t('environment.scaleWorkers')} · ${environment.name}`}
      verb={t('configuration.save')}
      variant="primary"
      wayOut="cancel"
      busy={save.isPending}
      disabled={problems.size > 0 || differencesOf(base, draft).length === 0}
      error={save.error}
      onConfirm={() => save.mutate({ base, draft, seen })}
      onClose={onClose}
    >
      <p>{t('environment.scaleText')}</p>
      <div className="space-y-3 pt-2 text-text">
        {(['lms', 'cms'] as const).map((side) => (
          <NumberField
            key={side}
            label={t('configuration.workers', { name: side.toUpperCase() })}
            help={t('configuration.workersHelp')}
            error={problems.get(`workers.${side}`)}
            value={workers[side]}
            onChange={(count) => setWorkers({ ...workers, [side]: count })}
          />
        ))}
        <NumberField
          label={t('configuration.concurrency')}
          help={t('configuration.concurrencyHelp')}
          error={problems.get('workers.concurrency')}
          value={workers.concurrency}
          onChange={(concurrency) => setWorkers({ ...workers, concurrency })}
        />
        {save.data === null && !save.isPending && (
          <p role="alert" className="text-sm font-medium text-warn">
            {t('environment.scaleOther')}
          </p>
        )}
      </div>
    </ConfirmDialog>
  )
}
