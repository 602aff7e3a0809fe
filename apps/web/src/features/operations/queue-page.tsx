'use client'

import type { Operation } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { OperationRow } from './operation-list.tsx'
import { useOperations } from './operation-queries.ts'

/** What runs and what waits, and why, per host. The oldest waits longest and comes first. */
export function QueuePage() {
  const t = useTranslations()
  const environments = useEnvironments()
  const queries = [
    useOperations({ state: 'running' }),
    useOperations({ state: 'cancelling' }),
    useOperations({ state: 'queued' }),
  ]
  const trouble = queries.find((each) => each.isError)?.error ?? null
  const loaded = queries.every((each) => each.isSuccess)
  const all = queries.flatMap((each) => each.data ?? []).toSorted((a, b) => a.queuedAt.localeCompare(b.queuedAt))
  const hostOf = new Map((environments.data ?? []).map((each) => [each.id, each.host.name]))
  const hosts = Map.groupBy(all, (each) => hostOf.get(each.environment?.id ?? '') ?? null)
  const waiting = all.filter((each) => each.state === 'queued').length
  return (
    <>
      <title>{t('common.title', { page: `${waiting > 0 ? `${waiting} · ` : ''}${t('operation.queueTitle')}` })}</title>
      <PageHeader title={t('operation.queueTitle')} summary={t('operation.queueText')} />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {!loaded && trouble === null && <Skeleton label={t('operation.queueTitle')} />}
      {loaded && hosts.size === 0 && <Lanes operations={[]} />}
      {loaded &&
        [...hosts].map(([host, operations]) => (
          <section key={host ?? ''} className="space-y-3">
            {host !== null && (
              <h2 className="text-sm font-semibold text-quiet">{t('operation.host', { name: host })}</h2>
            )}
            <Lanes operations={operations} />
          </section>
        ))}
    </>
  )
}

function Lanes({ operations }: { operations: readonly Operation[] }) {
  const t = useTranslations('operation')
  const lanes = [
    {
      title: t('queueRuns'),
      empty: t('queueNothingRuns'),
      members: operations.filter((each) => each.state !== 'queued'),
    },
    {
      title: t('queueWaits'),
      empty: t('queueNothingWaits'),
      members: operations.filter((each) => each.state === 'queued'),
    },
  ]
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      {lanes.map(({ title, empty, members }) => (
        <Card
          key={title}
          title={title}
          aside={<span className="text-xs text-quiet tabular-nums">{members.length}</span>}
        >
          {members.length === 0 && <p className="px-4 py-4 text-sm text-quiet">{empty}</p>}
          <ol className="@container">
            {members.map((each) => (
              <OperationRow key={each.id} operation={each} named />
            ))}
          </ol>
        </Card>
      ))}
    </div>
  )
}
