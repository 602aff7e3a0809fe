'use client'

import type { SourceInspection } from '@fun/contract/new-environment'
import { page, release } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { SelectField } from '#components/ui/field.tsx'
import { callApi } from '#lib/api-client.ts'
import type { Specification } from '#lib/specification-draft.ts'

const releasePage = page(release)

type ReleaseFieldProps = {
  value: Specification['release']
  onChange: (value: Specification['release']) => void
  /** What the tree says; undefined while it was not read. */
  inspection?: Pick<SourceInspection, 'release' | 'releaseLine'> | undefined
  error?: string | undefined
}

/** A release of the catalogue, or none: it is read from the tree. What cannot be built here says why. */
export function ReleaseField({ value, onChange, inspection, error }: ReleaseFieldProps) {
  const t = useTranslations('configuration')
  const releases = useQuery({
    queryKey: ['releases'],
    queryFn: ({ signal }) => callApi(releasePage, '/releases', { signal }),
    select: (answer) => answer.items,
  })
  const titleOf = (name: string) => releases.data?.find((each) => each.name === name)?.title ?? name
  const detected = value ?? inspection?.release
  const chosen = releases.data?.find((each) => each.name === detected)
  return (
    <SelectField
      label={t('release')}
      help={t('releaseHelp')}
      error={error ?? chosen?.refusedBecause ?? undetected()}
      value={value ?? 'detect'}
      onChange={(next) => onChange(next === 'detect' ? undefined : next)}
      options={[
        {
          value: 'detect' as const,
          label: inspection?.release
            ? t('releaseDetected', { title: titleOf(inspection.release) })
            : t('releaseDetect'),
        },
        ...(releases.data ?? []).map((each) => ({
          value: each.name,
          label: `${each.title} · Python ${each.python}`,
        })),
      ]}
    />
  )

  /** The tree was read and names no release: it has to be chosen. */
  function undetected(): string | undefined {
    if (value !== undefined || inspection === undefined || inspection.release !== null) return undefined
    const line = inspection.releaseLine
    return line === null ? t('releaseUnsaid') : t('releaseUnknown', { line })
  }
}
