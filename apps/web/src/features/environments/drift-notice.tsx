'use client'

import { driftAdoption, type Environment } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { callApi } from '#lib/api-client.ts'
import { showToast } from '#lib/toast.ts'
import { environmentKey } from './environment-queries.ts'

/** What somebody changed by hand on the engine, and the two ways out of it. Absent when nothing was. */
export function DriftNotice({ environment }: { environment: Environment }) {
  const t = useTranslations('environment')
  const client = useQueryClient()
  const adopt = useMutation({
    mutationFn: () =>
      callApi(driftAdoption, `/environments/${encodeURIComponent(environment.name)}/drift/adopt`, {
        method: 'POST',
        body: {},
      }),
    onSuccess: (answer) => {
      showToast('success', t('adopted', { count: answer.adopted.length }))
      void client.invalidateQueries({ queryKey: environmentKey(environment.name) })
    },
  })
  const drifted = environment.services.filter((each) => each.drift.length > 0)
  if (drifted.length === 0) return null
  return (
    <section className="flex gap-3 rounded-card border border-warn/60 bg-surface px-4 py-3 text-sm">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
      <div className="min-w-0 flex-1 space-y-2">
        <h2 className="font-semibold">{t('drift')}</h2>
        <p className="text-quiet">{t('driftText')}</p>
        <ul className="space-y-0.5">
          {drifted.flatMap((service) =>
            service.drift.map((change) => (
              <li key={`${service.containerId} ${change}`}>
                <span className="font-medium">{service.service}</span> {change}
              </li>
            )),
          )}
        </ul>
        {adopt.isError && <ProblemNotice error={adopt.error} />}
        <Button busy={adopt.isPending} onClick={() => adopt.mutate()}>
          {t('adopt')}
        </Button>
      </div>
    </section>
  )
}
