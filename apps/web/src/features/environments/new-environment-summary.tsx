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
import { order } from './use-start.ts'

type SummaryProps = { choice: NewEnvironment; problemCount: number; onTried: () => void }

/** What will be made and what it takes, and the two ways to make it. A refusal keeps every choice. */
export function NewEnvironmentSummary({ choice, problemCount, onTried }: SummaryProps) {
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
      <details className="text-sm">
        <summary className="w-fit rounded-control text-quiet hover:text-text">{t('specification')}</summary>
        <section
          aria-label={t('specification')}
          tabIndex={0}
          className="mt-2 max-h-72 overflow-auto rounded-control bg-sunken"
        >
          <pre className="px-3 py-2 font-mono text-xs leading-5">{JSON.stringify(specification, null, 2)}</pre>
        </section>
      </details>
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
