'use client'

import type { Environment } from '@fun/contract/resources'
import Link from 'next/link'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { Commit } from '#components/ui/commit.tsx'
import { HealthStatus } from '#components/ui/status.tsx'
import { useMediaQuery } from '#components/ui/use-media-query.ts'
import { EnvironmentLinks } from './environment-links.tsx'
import { NowRunning } from './now-running.tsx'

/** The fleet on a narrow screen: a card for each environment. On a wide one nothing is made, because all of them would be made for nobody. */
export const FleetCards = memo(function FleetCards({ environments }: { environments: readonly Environment[] }) {
  const narrow = useMediaQuery('(width < 48rem)')
  if (!narrow) return null
  return (
    <ul className="space-y-3">
      {environments.map((each) => (
        <Card key={each.id} environment={each} />
      ))}
    </ul>
  )
})

const Card = memo(function Card({ environment: each }: { environment: Environment }) {
  const t = useTranslations()
  return (
    <li className="space-y-2 rounded-card border border-line bg-surface p-4 text-sm [contain-intrinsic-size:auto_9rem] [content-visibility:auto]">
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
  )
})
