'use client'

import type { EnvironmentMetrics } from '@fun/contract/metrics'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { Commit } from '#components/ui/commit.tsx'
import { OperationStatus } from '#components/ui/status.tsx'
import { Ago } from '#components/ui/time.tsx'

/** The deployments that charts mark, as links. */
export function DeploymentList({ deployments }: Pick<EnvironmentMetrics, 'deployments'>) {
  const t = useTranslations('metrics')
  if (deployments.length === 0) return null
  return (
    <Card title={t('deployments')}>
      <ul className="max-h-56 overflow-y-auto">
        {deployments.toReversed().map((each) => (
          <li key={each.operationId} className="border-b border-line last:border-b-0">
            <Link
              href={`/operations/${each.operationId}`}
              prefetch={false}
              className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5 text-sm -outline-offset-2 hover:bg-sunken/60"
            >
              <OperationStatus of={each.state} />
              {each.commit === null ? (
                <span className="text-quiet">{t('noCommit')}</span>
              ) : (
                <Commit commit={each.commit} subject={each.commitSubject ?? ''} />
              )}
              <Ago at={each.finishedAt ?? each.startedAt} className="ml-auto text-quiet" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
