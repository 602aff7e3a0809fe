'use client'

import { page, release } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { SelectField } from '#components/ui/field.tsx'
import { callApi } from '#lib/api-client.ts'
import type { Specification } from '#lib/specification-draft.ts'

const releasePage = page(release)

type ReleaseFieldProps = { value: Specification['release']; onChange: (value: Specification['release']) => void }

/** A release of the catalogue, or none: it is read from the tree. What cannot be built here says why. */
export function ReleaseField({ value, onChange }: ReleaseFieldProps) {
  const t = useTranslations('configuration')
  const releases = useQuery({
    queryKey: ['releases'],
    queryFn: ({ signal }) => callApi(releasePage, '/releases', { signal }),
    select: (answer) => answer.items,
  })
  const chosen = releases.data?.find((each) => each.name === value)
  return (
    <SelectField
      label={t('release')}
      help={t('releaseHelp')}
      error={chosen?.refusedBecause ?? undefined}
      value={value ?? 'detect'}
      onChange={(next) => onChange(next === 'detect' ? undefined : next)}
      options={[
        { value: 'detect' as const, label: t('releaseDetect') },
        ...(releases.data ?? []).map((each) => ({
          value: each.name,
          label: `${each.title} · Python ${each.python}`,
        })),
      ]}
    />
  )
}
