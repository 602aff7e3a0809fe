'use client'

import type { Environment } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { AttributeTable } from '#components/ui/attribute-table.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { compareAttributes } from '#lib/attribute-diff.ts'
import { useEnvironment } from './environment-queries.ts'

/** Two environments side by side: what they serve, and how they are set. */
export function ComparePage({ a, b }: { a: string | null; b: string | null }) {
  const t = useTranslations()
  const trail = [{ href: '/', name: t('shell.environments') }]
  if (a === null || b === null)
    return (
      <>
        <PageHeader trail={trail} title={t('fleet.compare')} />
        <EmptyState title={t('fleet.compare')}>
          <p>{t('fleet.comparePick')}</p>
        </EmptyState>
      </>
    )
  return <Comparison a={a} b={b} trail={trail} />
}

function Comparison({ a, b, trail }: { a: string; b: string; trail: { href: string; name: string }[] }) {
  const t = useTranslations()
  const left = useEnvironment(a)
  const right = useEnvironment(b)
  const [onlyDifferent, setOnlyDifferent] = useState(true)
  const trouble = left.error ?? right.error
  const title = t('fleet.compareTitle', { a, b })
  const rows =
    left.data === undefined || right.data === undefined
      ? null
      : compareAttributes(comparable(left.data), comparable(right.data))
  const different = rows?.filter((row) => row.before !== row.after) ?? []
  return (
    <>
      <title>{t('common.title', { page: title })}</title>
      <PageHeader
        trail={trail}
        title={title}
        {...(rows === null ? {} : { summary: t('fleet.compareDifferent', { count: different.length }) })}
      />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {rows === null && trouble === null && <Skeleton label={title} />}
      {rows !== null && (
        <>
          <Checkbox label={t('fleet.compareOnly')} checked={onlyDifferent} onChange={setOnlyDifferent} />
          <AttributeTable
            caption={title}
            names={[a, b]}
            rows={onlyDifferent ? different : rows}
            empty={t('fleet.compareSame')}
          />
        </>
      )}
    </>
  )
}

/** What is worth comparing, most telling first. Names, ids and moments always differ and say nothing. */
function comparable(environment: Environment) {
  const { serving, specification, services } = environment
  return {
    health: environment.health,
    release: environment.release ?? undefined,
    commit: serving?.commit.slice(0, 12),
    commitSubject: serving?.commitSubject,
    source: environment.source.name,
    reference: environment.reference,
    host: environment.host.name,
    autoDeploy: environment.autoDeploy,
    image: Object.fromEntries(services.map((each) => [each.service, each.image])),
    ...specification,
  }
}
