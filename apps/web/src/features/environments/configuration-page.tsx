'use client'

import { type Environment, environment as environmentSchema } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { AttributeTable } from '#components/ui/attribute-table.tsx'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { TextField } from '#components/ui/field.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { callApi } from '#lib/api-client.ts'
import { differencesOf } from '#lib/attribute-diff.ts'
import { type Draft, draftOf, mergeDrafts, problemsOf } from '#lib/specification-draft.ts'
import { showToast } from '#lib/toast.ts'
import { useAsk } from './ask-action.tsx'
import { ConflictNotice } from './conflict-notice.tsx'
import { rememberEnvironments, useEnvironment } from './environment-queries.ts'
import { ReleaseField } from './release-field.tsx'
import { FormSection, SpecificationForm } from './specification-form.tsx'

/** The settings of an environment: edit, see what would change, save; a deployment applies it. */
export function Configuration({ name }: { name: string }) {
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return <Editor key={environment.id} environment={environment} />
}

function Editor({ environment }: { environment: Environment }) {
  const t = useTranslations('configuration')
  const [base, setBase] = useState(() => draftOf(environment))
  const [draft, setDraft] = useState(base)
  const theirs = draftOf(environment)
  const changes = differencesOf(base, draft)
  const foreign = differencesOf(base, theirs)
  const problems = problemsOf(draft)
  const restart = (from: Draft, mine: Draft) => {
    setBase(from)
    setDraft(mine)
  }
  // Nobody edits here: what others save is simply shown.
  if (foreign.length > 0 && changes.length === 0) restart(theirs, theirs)
  const save = useSave(environment, () => restart(draft, draft))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (problems.size === 0 && changes.length > 0) save.mutate({ base, draft })
  }
  return (
    <form onSubmit={submit} className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="min-w-0 space-y-5">
        {foreign.length > 0 && changes.length > 0 && (
          <ConflictNotice
            rows={foreign}
            onDiscard={() => restart(theirs, theirs)}
            onMerge={() => restart(theirs, mergeDrafts(base, draft, theirs))}
          />
        )}
        <FormSection title={t('sections.what')}>
          <TextField
            label={t('reference')}
            help={t('referenceHelp')}
            error={problems.get('reference')}
            value={draft.reference}
            onChange={(reference) => setDraft({ ...draft, reference })}
            mono
          />
          <ReleaseField
            value={draft.specification.release}
            onChange={(release) => setDraft({ ...draft, specification: { ...draft.specification, release } })}
          />
          <Checkbox
            label={t('autoDeploy')}
            help={t('autoDeployHelp')}
            checked={draft.autoDeploy}
            onChange={(autoDeploy) => setDraft({ ...draft, autoDeploy })}
          />
        </FormSection>
        <SpecificationForm
          specification={draft.specification}
          problems={problems}
          onChange={(specification) => setDraft({ ...draft, specification })}
        />
      </div>
      <aside className="min-w-0 space-y-3 xl:sticky xl:top-6">
        <h2 className="font-semibold">{t('review')}</h2>
        <AttributeTable
          caption={t('review')}
          names={[t('before'), t('after')]}
          rows={changes}
          empty={t('changes', { count: 0 })}
        />
        {save.isError && <ProblemNotice error={save.error} />}
        {problems.size > 0 && (
          <p role="status" className="text-sm font-medium text-bad">
            {t('invalid', { count: problems.size })}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            variant="primary"
            busy={save.isPending}
            disabled={changes.length === 0 || problems.size > 0}
          >
            {t('save')}
          </Button>
          <Button disabled={changes.length === 0} onClick={() => restart(theirs, theirs)}>
            {t('discard')}
          </Button>
        </div>
      </aside>
    </form>
  )
}

/** Saves over what is there at that moment: a change of somebody else that has not arrived here yet is seen first, and kept. */
function useSave(environment: Environment, onSaved: () => void) {
  const t = useTranslations('configuration')
  const client = useQueryClient()
  const ask = useAsk()
  const path = `/environments/${encodeURIComponent(environment.name)}`
  return useMutation({
    mutationFn: async ({ base, draft }: { base: Draft; draft: Draft }) => {
      const current = draftOf(await callApi(environmentSchema, path))
      const wanted = mergeDrafts(base, draft, current)
      return callApi(environmentSchema, path, { method: 'PATCH', body: wanted })
    },
    onSuccess: (saved) => {
      onSaved()
      rememberEnvironments(client, [saved])
      showToast('success', t('saved'), {
        action: { label: t('deployNow'), onClick: () => ask({ action: 'deploy', environments: [saved] }) },
      })
    },
  })
}
