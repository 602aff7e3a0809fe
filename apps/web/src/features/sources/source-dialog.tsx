'use client'

import { createSource, source as sourceSchema } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { TextField } from '#components/ui/field.tsx'
import { callApi } from '#lib/api-client.ts'
import { sourceRequestOf } from '#lib/new-environment.ts'
import { sourcesKey } from './source-queries.ts'

/** Names a repository, before any environment comes from it. Nothing of it is fetched or run. */
export function SourceDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations()
  const client = useQueryClient()
  const router = useRouter()
  const [draft, setDraft] = useState({ name: '', url: '', user: '', password: '' })
  const body = sourceRequestOf(draft)
  const parsed = createSource.safeParse(body)
  const add = useMutation({
    mutationFn: () => callApi(sourceSchema, '/sources', { method: 'POST', body }),
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: sourcesKey })
      router.push(`/sources/${name}`)
    },
  })
  /** What does not fit is said once something was typed. */
  const problem = (field: 'name' | 'url') =>
    draft[field] === '' ? undefined : parsed.error?.issues.find(({ path }) => path[0] === field)?.message
  return (
    <ConfirmDialog
      title={t('places.addSource')}
      verb={t('places.addSource')}
      variant="primary"
      wayOut="cancel"
      busy={add.isPending}
      disabled={!parsed.success}
      error={add.error}
      onConfirm={() => add.mutate()}
      onClose={onClose}
    >
      <p>{t('configuration.sourceAddHelp')}</p>
      <div className="space-y-3 pt-2 text-text">
        <TextField
          label={t('configuration.sourceUrl')}
          help={t('configuration.sourceUrlHelp')}
          error={problem('url')}
          placeholder="https://git.example.org/edx-platform.git"
          value={draft.url}
          onChange={(url) => setDraft({ ...draft, url })}
          mono
        />
        <TextField
          label={t('configuration.sourceName')}
          help={t('configuration.sourceNameHelp')}
          error={problem('name')}
          value={draft.name}
          onChange={(name) => setDraft({ ...draft, name })}
          mono
        />
        <TextField
          label={t('configuration.sourceUser')}
          help={t('configuration.sourceUserHelp')}
          value={draft.user}
          onChange={(user) => setDraft({ ...draft, user })}
          optional
          mono
        />
        <TextField
          label={t('configuration.sourcePassword')}
          help={t('configuration.sourcePasswordHelp')}
          type="password"
          autoComplete="new-password"
          value={draft.password}
          onChange={(password) => setDraft({ ...draft, password })}
          optional
        />
      </div>
    </ConfirmDialog>
  )
}
