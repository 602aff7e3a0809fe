'use client'

import type { Environment } from '@fun/contract/resources'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Commit } from '#components/ui/commit.tsx'
import { HealthStatus } from '#components/ui/status.tsx'
import { EnvironmentLinks } from './environment-links.tsx'
import { NowRunning } from './now-running.tsx'

/** The fleet on a narrow screen: a card for each environment. */
export function FleetCards({ environments }: { environments: readonly Environment[] }) {
  const t = useTranslations()
  return (
    <ul className="space-y-3 md:hidden">
      {environments.map((each) => (
        <li key={each.id} className="space-y-2 rounded-card border border-line bg-surface p-4 text-sm">
          <div className="flex items-start justify-between gap-3">
            <h2 className="min-w-0 font-semibold break-all">
              <Link href={`/environments/${each.name}`} className="rounded-control hover:underline">
                {each.name}
              </Link>
            </h2>
            <HealthStatus of={each.health} />
          </div>
          <p className="text-xs text-quiet">
            {t(`status.environmentKind.${each.kind}`)} · {each.release ?? t('fleet.releaseUnknown')}
          </p>
          {each.serving !== null && <Commit commit={each.serving.commit} subject={each.serving.commitSubject} />}
          <NowRunning environment={each} />
          <EnvironmentLinks environment={each} />
        </li>
      ))}
    </ul>
  )
}
