'use client'

import { useTranslations } from 'use-intl'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { ChartGrid } from './chart-grid.tsx'
import { MetricToolbar } from './metric-toolbar.tsx'
import { Measured } from './metrics-page.tsx'
import { useHostMetrics } from './metrics-queries.ts'
import { useMetricWindow } from './use-metric-window.ts'

/** What a host used over time. */
export default function HostMetricsView({ hostName }: { hostName: string }) {
  const t = useTranslations('metrics')
  const [window, setWindow] = useMetricWindow()
  const query = useHostMetrics(hostName, window)
  const metrics = query.data
  if (query.isError) return <ProblemNotice error={query.error} />
  if (metrics === undefined) return null
  return (
    <section className="space-y-3">
      <h3 className="text-sm font-semibold">{t('ofHost')}</h3>
      {metrics.measuredSince === null ? (
        <p className="text-sm text-quiet">
          {t('none')}. {t('hostNoneText')}
        </p>
      ) : (
        <>
          <MetricToolbar
            window={window}
            onWindow={setWindow}
            busy={query.isFetching}
            onRefresh={() => void query.refetch()}
          />
          <Measured metrics={metrics} since={metrics.measuredSince} />
          <ChartGrid metrics={metrics} onWindow={setWindow} />
        </>
      )}
    </section>
  )
}
