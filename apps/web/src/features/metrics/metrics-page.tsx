'use client'

import type { EnvironmentMetrics } from '@fun/contract/metrics'
import type { Environment } from '@fun/contract/resources'
import { useLocale, useTranslations } from 'use-intl'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useEnvironment } from '#features/environments/environment-queries.ts'
import { formatAbsolute, formatDuration } from '#lib/time.ts'
import { ChartGrid } from './chart-grid.tsx'
import { DeploymentList } from './deployment-list.tsx'
import { MetricToolbar } from './metric-toolbar.tsx'
import { useEnvironmentMetrics } from './metrics-queries.ts'
import { useMetricWindow } from './use-metric-window.ts'

/** What an environment used over time, how LMS and CMS answered, and what was deployed meanwhile. */
export function Metrics({ name }: { name: string }) {
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return <MetricsOf environment={environment} />
}

function MetricsOf({ environment }: { environment: Environment }) {
  const t = useTranslations('metrics')
  const [window, setWindow] = useMetricWindow()
  const query = useEnvironmentMetrics(environment.name, window)
  const metrics = query.data
  const trouble = query.error ?? (metrics === undefined ? query.failureReason : null)
  return (
    <>
      <MetricToolbar
        window={window}
        onWindow={setWindow}
        busy={query.isFetching}
        onRefresh={() => void query.refetch()}
      />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={t('charts.cpu')} />}
      {metrics !== undefined && metrics.measuredSince === null && (
        <EmptyState title={t('none')}>
          <p>{t('noneText')}</p>
        </EmptyState>
      )}
      {metrics !== undefined && metrics.measuredSince !== null && (
        <>
          <Measured metrics={metrics} since={metrics.measuredSince} />
          {metrics.series.length === 0 && <Note>{t('nothingThen')}</Note>}
          <Unknown metrics={metrics} environment={environment} />
          <ChartGrid metrics={metrics} onWindow={setWindow} />
          <DeploymentList deployments={metrics.deployments} />
        </>
      )}
    </>
  )
}

/** How fine the values are, and since when there are any. */
export function Measured({ metrics, since }: { metrics: { stepSeconds: number }; since: string }) {
  const t = useTranslations('metrics')
  const locale = useLocale()
  return (
    <p className="text-xs text-quiet">
      {t('step', {
        step: formatDuration(metrics.stepSeconds * 1_000, locale),
        since: formatAbsolute(Date.parse(since), locale),
      })}{' '}
      <span className="max-md:hidden">{t('dragHint')}</span>
    </p>
  )
}

/** What is missing, and why. */
function Unknown({ metrics, environment }: { metrics: EnvironmentMetrics; environment: Environment }) {
  const t = useTranslations('metrics')
  const measures = (metric: string) => metrics.series.some((each) => each.metric === metric)
  const running = new Set(environment.services.map(({ service }) => service))
  if (metrics.series.length === 0) return null
  return (
    <>
      {running.has('nginx') && !measures('requests') && <Note>{t('requestsLater')}</Note>}
      {running.has('lms-worker') && !measures('tasks-waiting') && <Note>{t('tasksNever')}</Note>}
    </>
  )
}

function Note({ children }: { children: string }) {
  return <p className="rounded-card border border-line bg-surface px-4 py-3 text-sm text-quiet">{children}</p>
}
