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
import { callApi, callTagged, isConflict } from '#lib/api-client.ts'
import { differencesOf } from '#lib/attribute-diff.ts'
import { KeptDrafts } from '#lib/kept-drafts.ts'
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

/** `base` is what the editor began with, `draft` what was made of it. */
type Edit = { base: Draft; draft: Draft }
const kept = new KeptDrafts<Edit>()

function Editor({ environment }: { environment: Environment }) {
  const t = useTranslations('configuration')
  const theirs = draftOf(environment)
  const [{ base, draft }, setEdit] = useState<Edit>(() => kept.get(environment.id) ?? { base: theirs, draft: theirs })
  const changes = differencesOf(base, draft)
  const foreign = differencesOf(base, theirs)
  const problems = problemsOf(draft)
  const edit = (next: Edit) => {
    setEdit(next)
    if (differencesOf(next.base, next.draft).length > 0) kept.keep(environment.id, next)
    else kept.forget(environment.id)
  }
  const setDraft = (next: Draft) => edit({ base, draft: next })
  const discard = () => edit({ base: theirs, draft: theirs })
  // Nobody edits here: what others save is simply shown.
  if (foreign.length > 0 && changes.length === 0) setEdit({ base: theirs, draft: theirs })
  const save = useSave(environment, (saved) => edit({ base: saved, draft: saved }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (problems.size === 0 && changes.length > 0) save.mutate({ base, draft, seen: theirs })
  }
  return (
    <form onSubmit={submit} className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="min-w-0 space-y-5">
        {foreign.length > 0 && changes.length > 0 && (
          <ConflictNotice
            key={save.data === null ? save.submittedAt : undefined}
            rows={foreign}
            stopped={save.data === null}
            onDiscard={discard}
            onMerge={() => edit({ base: theirs, draft: mergeDrafts(base, draft, theirs) })}
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
          <Button disabled={changes.length === 0} onClick={discard}>
            {t('discard')}
          </Button>
        </div>
      </aside>
    </form>
  )
}

/** An edit as it was when Save was pressed, and what the editor showed of others' changes by then. */
type Submitted = Edit & { seen: Draft }

/**
 * Saves, unless somebody else's change is there that the editor has not shown yet: then that is shown instead, nothing is saved, and the answer
 * is null.
 */
function useSave(environment: Environment, onSaved: (saved: Draft) => void) {
  const t = useTranslations('configuration')
  const client = useQueryClient()
  const ask = useAsk()
  const path = `/environments/${encodeURIComponent(environment.name)}`
  const read = async () => {
    const current = await callTagged(environmentSchema, path)
    rememberEnvironments(client, [current.value])
    return current
  }
  return useMutation({
    mutationFn: async ({ base, draft, seen }: Submitted): Promise<Environment | null> => {
      const { value, tag } = await read()
      const current = draftOf(value)
      if (differencesOf(seen, current).length > 0) return null
      const body = mergeDrafts(base, draft, current)
      return callApi(environmentSchema, path, { method: 'PATCH', body, ifMatch: tag }).catch(async (error: unknown) => {
        if (!isConflict(error)) throw error
        await read()
        return null
      })
    },
    onSuccess: (saved) => {
      if (saved === null) return
      onSaved(draftOf(saved))
      rememberEnvironments(client, [saved])
      showToast('success', t('saved'), {
        action: { label: t('deployNow'), onClick: () => ask({ action: 'deploy', environments: [saved] }) },
      })
    },
  })
}
