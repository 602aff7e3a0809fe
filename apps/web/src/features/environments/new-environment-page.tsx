'use client'

import type { Environment } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useSources } from '#features/sources/source-queries.ts'
import { problemsOfNew, startNewEnvironment } from '#lib/new-environment.ts'
import { useEnvironments } from './environment-queries.ts'
import { NewEnvironmentFields } from './new-environment-fields.tsx'
import { NewEnvironmentSummary } from './new-environment-summary.tsx'
import { SpecificationForm } from './specification-form.tsx'

/** A single page whose sections stay editable, and beside it what will be made: nothing is, before the last button. */
export function NewEnvironmentPage() {
  const t = useTranslations()
  const environments = useEnvironments()
  const sources = useSources()
  const trouble = environments.error ?? sources.error
  const title = t('configuration.newTitle')
  return (
    <>
      <title>{t('common.title', { page: title })}</title>
      <PageHeader
        trail={[{ href: '/', name: t('shell.environments') }]}
        title={title}
        summary={t('configuration.newText')}
      />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {environments.data === undefined || sources.data === undefined ? (
        trouble === null && <Skeleton label={title} />
      ) : (
        <NewEnvironmentForm known={environments.data} sources={sources.data.map((each) => each.name)} />
      )}
    </>
  )
}

function NewEnvironmentForm({ known, sources }: { known: readonly Environment[]; sources: readonly string[] }) {
  const t = useTranslations('configuration')
  const [choice, setChoice] = useState(() => startNewEnvironment(known, sources))
  // Nobody is told off before having tried.
  const [tried, setTried] = useState(false)
  const problems = problemsOfNew(choice, known, {
    required: t('required'),
    nameTaken: t('nameTaken'),
    portTakenBy: (name) => t('portTakenBy', { name }),
  })
  const told = tried ? problems : withoutEmpty(problems, choice.name, choice.newSource.url)
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="min-w-0 space-y-5">
        <NewEnvironmentFields choice={choice} onChange={setChoice} sources={sources} problems={told} />
        <SpecificationForm
          specification={choice.specification}
          problems={told}
          onChange={(specification) => setChoice({ ...choice, specification })}
        />
      </div>
      <NewEnvironmentSummary choice={choice} problemCount={problems.size} onTried={() => setTried(true)} />
    </div>
  )
}

function withoutEmpty(problems: ReadonlyMap<string, string>, name: string, url: string): ReadonlyMap<string, string> {
  const told = new Map(problems)
  if (name === '') told.delete('name')
  if (url === '') told.delete('newSource.url')
  return told
}
