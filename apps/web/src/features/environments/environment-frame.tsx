'use client'

import type { Environment } from '@fun/contract/resources'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { HealthStatus } from '#components/ui/status.tsx'
import { TabLinks } from '#components/ui/tab-links.tsx'
import { useMay } from '#features/session/use-may.ts'
import { isGone } from '#lib/api-client.ts'
import { EnvironmentActions } from './environment-actions.tsx'
import { useEnvironment } from './environment-queries.ts'
import { type EnvironmentTab, environmentTabs, tabNeeds, tabPath } from './environment-tabs.ts'
import { NowRunning } from './now-running.tsx'

/** What every page of an environment shares: its name, how it is, what runs now, what can be done, and the tabs. */
export function EnvironmentFrame({ name, children }: { name: string; children: ReactNode }) {
  const t = useTranslations()
  const path = usePathname()
  const may = useMay()
  const query = useEnvironment(name)
  // What is gone is not shown as it was.
  const environment = isGone(query.error) ? undefined : query.data
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  const trail = [{ href: '/', name: t('shell.environments') }]
  const isOpen = (tab: EnvironmentTab) => {
    const needed = tabNeeds[tab]
    return needed === undefined || may(needed, environment?.id)
  }
  return (
    <>
      <title>{t('common.title', { page: environment === undefined ? name : titleOf(t, environment) })}</title>
      <PageHeader
        trail={trail}
        title={name}
        status={environment !== undefined && <HealthStatus of={environment.health} className="text-sm" />}
        summary={environment?.currentOperation != null && <NowRunning environment={environment} />}
        actions={environment !== undefined && <EnvironmentActions environment={environment} />}
      />
      {!isGone(query.error) && (
        <TabLinks
          label={t('environment.tabsLabel', { name })}
          current={path}
          tabs={environmentTabs.filter(isOpen).map((tab) => ({
            href: tabPath(name, tab),
            name: t(`environment.tabs.${tab}`),
          }))}
        />
      )}
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={name} />}
      {environment !== undefined && children}
    </>
  )
}

/** The health, and while something runs how far it is: a tab in the background tells it. */
function titleOf(t: ReturnType<typeof useTranslations<never>>, environment: Environment): string {
  const operation = environment.currentOperation
  const health = `${environment.name} · ${t(`status.health.${environment.health}`)}`
  if (operation === null || operation.state === 'queued') return health
  const done = operation.steps.filter((step) => step.state === 'succeeded' || step.state === 'skipped').length
  const progress = operation.steps.length === 0 ? '' : `${done}/${operation.steps.length} `
  return `${progress}${t(`status.doing.${operation.kind}`)} · ${health}`
}
