'use client'

import { type Environment, environment as environmentSchema } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { callApi, callTagged, isConflict } from '#lib/api-client.ts'
import { type AttributeRow, differencesOf } from '#lib/attribute-diff.ts'
import { KeptDrafts } from '#lib/kept-drafts.ts'
import { type Draft, draftOf, mergeDrafts, problemsOf } from '#lib/specification-draft.ts'
import { showToast } from '#lib/toast.ts'
import { useAsk } from './ask-action.tsx'
import { rememberEnvironments } from './environment-queries.ts'

/** `base` is what the editor began with, `draft` what was made of it. */
type Edit = { base: Draft; draft: Draft }
const kept = new KeptDrafts<Edit>()

export type SpecificationEdit = {
  draft: Draft
  setDraft: (draft: Draft) => void
  /** What was changed here, and what somebody else has saved meanwhile. */
  changes: readonly AttributeRow[]
  foreign: readonly AttributeRow[]
  /** What is wrong with the draft, by the path of the field. */
  problems: ReadonlyMap<string, string>
  discard: () => void
  /** Puts the changes of here upon what somebody else has saved. */
  merge: () => void
  /** Saves, when there is something to save and nothing is wrong with it. */
  submit: () => void
  save: ReturnType<typeof useSave>
}

/** An edit of what an environment should be. Every page that edits a part of it goes on with the same one. */
export function useSpecificationEdit(environment: Environment): SpecificationEdit {
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
  // Nobody edits here: what others save is simply shown.
  if (foreign.length > 0 && changes.length === 0) setEdit({ base: theirs, draft: theirs })
  const save = useSave(environment, (saved) => edit({ base: saved, draft: saved }))
  return {
    draft,
    setDraft: (next) => edit({ base, draft: next }),
    changes,
    foreign,
    problems,
    discard: () => edit({ base: theirs, draft: theirs }),
    merge: () => edit({ base: theirs, draft: mergeDrafts(base, draft, theirs) }),
    submit: () => {
      if (problems.size === 0 && changes.length > 0) save.mutate({ base, draft, seen: theirs })
    },
    save,
  }
}

/** An edit as it was when Save was pressed, and what the editor showed of others' changes by then. */
type Submitted = Edit & { seen: Draft }

/**
 * Saves, unless somebody else's change is there that the editor has not shown yet: then that is shown instead, nothing is saved, and the answer
 * is null.
 */
export function useSave(environment: Environment, onSaved: (saved: Draft) => void) {
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
