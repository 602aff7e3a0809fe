'use client'

import { type SourceInspection, sourceInspection } from '@fun/contract/new-environment'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Commit } from '#components/ui/commit.tsx'
import { Ago } from '#components/ui/time.tsx'
import { ApiRefusal, callApi } from '#lib/api-client.ts'
import { useSettled } from '#lib/use-settled.ts'

const restMs = 500

/** What a source is at a reference: asked once somebody has stopped typing. `source` null: not known yet. */
export function useInspection(source: string | null, typed: string) {
  const reference = useSettled(typed.trim(), restMs)
  return useQuery({
    queryKey: ['inspection', source, reference],
    queryFn: ({ signal }) =>
      callApi(sourceInspection, `/sources/${encodeURIComponent(source ?? '')}/inspect`, {
        method: 'POST',
        body: { reference },
        signal,
      }),
    enabled: source !== null && reference !== '' && reference === typed.trim(),
    staleTime: 20_000,
  })
}

/** What is wrong with the reference, as the repository says; undefined while nothing is known to be. */
export function referenceProblem(error: Error | null): string | undefined {
  if (!(error instanceof ApiRefusal) || error.problem.code !== 'unknown-reference') return undefined
  const { detail, cure } = error.problem
  return cure === undefined ? detail : `${detail} ${cure}`
}

type InspectionLineProps = { inspection: SourceInspection | undefined; isReading: boolean }

/** The commit that a deployment would fetch, and whether it is a tree of the platform. */
export function InspectionLine({ inspection, isReading }: InspectionLineProps) {
  const t = useTranslations('configuration')
  return (
    <div role="status" className="min-h-5 text-sm sm:col-span-2">
      {isReading && <p className="text-quiet">{t('inspecting')}</p>}
      {inspection !== undefined && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Commit commit={inspection.commit} subject={inspection.commitSubject} copyable />
          <span className="text-xs text-quiet">
            {inspection.commitAuthor} · <Ago at={inspection.committedAt} />
          </span>
        </div>
      )}
      {inspection !== undefined && inspection.missing.length > 0 && (
        <p className="mt-1 font-medium text-bad">{t('notPlatform', { missing: inspection.missing.join(', ') })}</p>
      )}
    </div>
  )
}
