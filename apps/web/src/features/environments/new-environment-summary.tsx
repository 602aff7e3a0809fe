'use client'

import { environment as environmentSchema, source as sourceSchema } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { ApiRefusal, callApi } from '#lib/api-client.ts'
import { memoryEstimateBytes, type NewEnvironment, portsOf, requestsOf, servicesOf } from '#lib/new-environment.ts'
import { formatBytes } from '#lib/time.ts'
import { showToast } from '#lib/toast.ts'
import type { usePreview } from './preview-queries.ts'
import { PreviewReview } from './preview-review.tsx'
import { order } from './use-start.ts'

type SummaryProps = {
  choice: NewEnvironment
  review: ReturnType<typeof usePreview>
  problemCount: number
  onTried: () => void
}

/** What will be made and what it takes, and the two ways to make it. A refusal keeps every choice. */
export function NewEnvironmentSummary({ choice, review, problemCount, onTried }: SummaryProps) {
  const t = useTranslations('configuration')
  const locale = useLocale()
  const create = useCreate(choice)
  const { specification } = choice
  const start = (next: 'deployments' | 'plans') => {
    onTried()
    if (problemCount === 0) create.mutate(next)
  }
  return (
    <aside className="min-w-0 space-y-4 rounded-card border border-line bg-surface p-4 xl:sticky xl:top-6">
      <h2 className="font-semibold">{t('summary')}</h2>
      <Facts
        facts={[
          {
            label: t('name'),
            value: choice.name === '' ? '—' : <code className="font-mono text-xs">{choice.name}</code>,
          },
          { label: t('source'), value: `${choice.source ?? choice.newSource.name} · ${choice.reference}` },
          { label: t('summaryServices'), wide: true, value: servicesOf(specification).join(', ') },
          { label: t('summaryPorts'), value: portsOf(specification).join(', ') },
          { label: t('summaryMemory'), value: formatBytes(memoryEstimateBytes(specification), locale) },
        ]}
      />
      <Review review={review} isNewSource={choice.source === null} problemCount={problemCount} />
      <p className="text-xs text-quiet">{t('summaryFirst')}</p>
      {create.isError && <ProblemNotice error={create.error} />}
      {create.isError && <p className="text-sm text-quiet">{t('refused')}</p>}
      {problemCount > 0 && (
        <p role="status" className="text-sm text-quiet">
          {t('invalid', { count: problemCount })}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" busy={create.isPending} onClick={() => start('deployments')}>
          {t('create')}
        </Button>
        <Button busy={create.isPending} onClick={() => start('plans')}>
          {t('createOnly')}
        </Button>
      </div>
    </aside>
  )
}

type ReviewProps = Pick<SummaryProps, 'review' | 'problemCount'> & { isNewSource: boolean }

/** The plan and the Compose file as the choice stands, or why there are none yet. */
function Review({ review, isNewSource, problemCount }: ReviewProps) {
  const t = useTranslations('configuration')
  const { preview, error, isAsking, isCurrent } = review
  return (
    <section aria-label={t('reviewTitle')} className="space-y-3">
      <p role="status" className="text-xs text-quiet">
        {wordsOf()}
      </p>
      {error !== null && <ProblemNotice error={error} title={t('reviewRefused')} />}
      {preview !== undefined && <PreviewReview preview={preview} isCurrent={isCurrent} />}
    </section>
  )

  function wordsOf(): string {
    if (isAsking) return t('reviewAsking')
    if (isCurrent) return t('reviewCurrent')
    if (isNewSource) return t('reviewNeedsSource')
    return problemCount > 0 ? t('reviewNeedsFields') : ''
  }
}

/** Source, environment, operation, in this order. What an earlier try has made is taken as it is. */
function useCreate(choice: NewEnvironment) {
  const t = useTranslations('configuration')
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: async (next: 'deployments' | 'plans') => {
      const { source, environment } = requestsOf(choice)
      if (source !== null) await callApi(sourceSchema, '/sources', { method: 'POST', body: source }).catch(unlessMade)
      await callApi(environmentSchema, '/environments', { method: 'POST', body: environment })
      return order({ environment: { name: choice.name }, path: next, body: {} })
    },
    onSuccess: (queued) => {
      showToast('success', t('created', { name: choice.name }))
      router.push(`/operations/${queued.id}`)
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['sources'] })
      void client.invalidateQueries({ queryKey: ['environments'] })
    },
  })
}

function unlessMade(error: unknown): void {
  if (error instanceof ApiRefusal && error.problem.code === 'name-taken') return
  throw error
}
