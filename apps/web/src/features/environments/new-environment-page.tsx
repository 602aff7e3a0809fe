'use client'

import type { Environment } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useInspection } from '#features/sources/inspection.tsx'
import { useDefaultBranch } from '#features/sources/reference-field.tsx'
import { useSources } from '#features/sources/source-queries.ts'
import { type NewEnvironment, problemsOfNew, startNewEnvironment } from '#lib/new-environment.ts'
import { useEnvironments } from './environment-queries.ts'
import { NewEnvironmentFields } from './new-environment-fields.tsx'
import { NewEnvironmentSummary } from './new-environment-summary.tsx'
import { usePreview } from './preview-queries.ts'
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
  const [typed, setChoice] = useState(() => startNewEnvironment(known, sources))
  // Until somebody chooses a branch it is the repository's own default.
  const [isReferenceChosen, setReferenceChosen] = useState(false)
  const defaultBranch = useDefaultBranch(typed.source)
  const choice = isReferenceChosen || defaultBranch === undefined ? typed : { ...typed, reference: defaultBranch }
  const change = (next: NewEnvironment) => {
    if (next.source !== choice.source) setReferenceChosen(false)
    else if (next.reference !== choice.reference) setReferenceChosen(true)
    setChoice(next)
  }
  // Nobody is told off before having tried.
  const [tried, setTried] = useState(false)
  const own = problemsOfNew(choice, known, {
    required: t('required'),
    nameTaken: t('nameTaken'),
    portTakenBy: (name) => t('portTakenBy', { name }),
  })
  const inspection = useInspection(choice.source, choice.reference)
  const review = usePreview(choice, own.size === 0)
  const problems = new Map([...review.problems, ...own])
  const told = tried ? problems : withoutEmpty(problems, choice.name, choice.newSource.url)
  const secrets = {
    values: choice.secrets,
    set: (name: string, value: string) =>
      setChoice((before) => ({ ...before, secrets: { ...before.secrets, [name]: value } })),
  }
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_28rem]">
      <div className="min-w-0 space-y-5">
        <NewEnvironmentFields
          choice={choice}
          onChange={change}
          sources={sources}
          problems={told}
          inspection={inspection}
        />
        <SpecificationForm
          specification={choice.specification}
          problems={told}
          secrets={secrets}
          onChange={(specification) => setChoice((before) => ({ ...before, specification }))}
        />
      </div>
      <NewEnvironmentSummary
        choice={choice}
        review={review}
        problemCount={problems.size}
        onTried={() => setTried(true)}
      />
    </div>
  )
}

function withoutEmpty(problems: ReadonlyMap<string, string>, name: string, url: string): ReadonlyMap<string, string> {
  const told = new Map(problems)
  if (name === '') told.delete('name')
  if (url === '') told.delete('newSource.url')
  return told
}
