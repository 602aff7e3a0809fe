'use client'

import { type Environment, environment as environmentSchema } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { TextAreaField } from '#components/ui/field.tsx'
import { rememberEnvironments } from '#features/environments/environment-queries.ts'
import { callApi } from '#lib/api-client.ts'

/** Patterns as typed, one per line. */
const patternsOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The patterns of one environment; none at all means that every push deploys it. */
export function DeployPathsDialog({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const t = useTranslations('webhooks')
  const client = useQueryClient()
  const [include, setInclude] = useState(environment.deployPaths?.include.join('\n') ?? '')
  const [exclude, setExclude] = useState(environment.deployPaths?.exclude.join('\n') ?? '')
  const save = useMutation({
    mutationFn: () => {
      const typed = { include: patternsOf(include), exclude: patternsOf(exclude) }
      const deployPaths = typed.include.length + typed.exclude.length === 0 ? null : typed
      return callApi(environmentSchema, `/environments/${environment.name}`, { method: 'PATCH', body: { deployPaths } })
    },
    onSuccess: (saved) => {
      rememberEnvironments(client, [saved])
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`${t('paths')} · ${environment.name}`}
      verb={t('save')}
      variant="primary"
      wayOut="cancel"
      busy={save.isPending}
      error={save.error}
      onConfirm={() => save.mutate()}
      onClose={onClose}
    >
      <div className="space-y-3 text-text">
        <TextAreaField label={t('include')} help={t('includeHelp')} value={include} onChange={setInclude} rows={4} />
        <TextAreaField label={t('exclude')} help={t('excludeHelp')} value={exclude} onChange={setExclude} rows={3} />
      </div>
    </ConfirmDialog>
  )
}
