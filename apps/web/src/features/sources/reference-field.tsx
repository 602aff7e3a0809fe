'use client'

import { type GitReference, gitReferences } from '@fun/contract/new-environment'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ComboboxField } from '#components/ui/combobox-field.tsx'
import { ApiRefusal, callApi } from '#lib/api-client.ts'
import { useSettled } from '#lib/use-settled.ts'

const shownMax = 50
const restMs = 250

const referencesOf = (source: string | null, search: string) =>
  queryOptions({
    queryKey: ['references', source, search],
    queryFn: ({ signal }) => {
      const asked = new URLSearchParams({ search, limit: String(shownMax) })
      return callApi(gitReferences, `/sources/${encodeURIComponent(source ?? '')}/references?${asked}`, { signal })
    },
    enabled: source !== null,
    // A repository changes without telling: each visit asks, and the server keeps the answer for moments.
    staleTime: 20_000,
  })

/** What the repository calls its default branch; undefined while it was not read, or when it names none. */
export function useDefaultBranch(source: string | null): string | undefined {
  return useQuery(referencesOf(source, '')).data?.items.find((each) => each.isDefault)?.name
}

type ReferenceFieldProps = {
  /** null: the repository is not named yet, and the field is only a line of text. */
  source: string | null
  value: string
  onChange: (value: string) => void
  error?: string | undefined
}

/** A branch or tag of the repository, found by typing a part of its name; any other text counts as a commit. */
export function ReferenceField({ source, value, onChange, error }: ReferenceFieldProps) {
  const t = useTranslations('configuration')
  // What stands there already narrows nothing: the list shows what else there is.
  const [typed, setTyped] = useState('')
  const search = useSettled(typed.trim(), restMs)
  const query = useQuery({ ...referencesOf(source, search), placeholderData: keepPreviousData })
  const { data } = query
  const more = data === undefined ? 0 : data.total - data.items.length
  return (
    <ComboboxField
      label={t('reference')}
      help={t('referenceSearchHelp')}
      error={error ?? unreadable(query.error)}
      value={value}
      onChange={(next, how) => {
        setTyped(how === 'typed' ? next : '')
        onChange(next)
      }}
      listLabel={t('references')}
      suggestions={(data?.items ?? []).map((each) => ({ value: each.name, note: <ReferenceNote reference={each} /> }))}
      footer={footerOf()}
    />
  )

  function footerOf() {
    if (source === null || query.isError) return undefined
    if (data === undefined) return t('referencesReading')
    if (data.total === 0) return t('referencesNone')
    return more > 0 ? t('referencesMore', { count: more }) : undefined
  }
}

/** The repository cannot be read: said where it is chosen from. Other failures are told elsewhere. */
function unreadable(error: Error | null): string | undefined {
  return error instanceof ApiRefusal && error.problem.code === 'repository-unreachable'
    ? error.problem.detail
    : undefined
}

function ReferenceNote({ reference: { kind, commit, isDefault } }: { reference: GitReference }) {
  const t = useTranslations('configuration')
  return (
    <span className="flex shrink-0 items-center gap-2 text-xs text-quiet">
      {isDefault ? t('referenceDefault') : t(`referenceKind.${kind}`)}
      <code className="font-mono">{commit.slice(0, 7)}</code>
    </span>
  )
}
