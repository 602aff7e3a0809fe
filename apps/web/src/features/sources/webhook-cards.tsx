'use client'

import { useEnvironments } from '#features/environments/environment-queries.ts'
import { Deliveries } from './deliveries.tsx'
import { DeployPathsCard } from './deploy-paths-card.tsx'
import { StatusReportsCard } from './status-reports-card.tsx'
import { WebhooksCard } from './webhooks-card.tsx'

type WebhookCardsProps = {
  source: { id: string; name: string }
  /** The one environment that this is about; without, all of the source. */
  environmentId?: string
}

/** From what a git host is given to what came of a push. */
export function WebhookCards({ source, environmentId }: WebhookCardsProps) {
  const environments = (useEnvironments().data ?? []).filter((each) => each.source.id === source.id)
  const shown = environments.filter(({ id }) => environmentId === undefined || id === environmentId)
  return (
    <>
      <WebhooksCard sourceName={source.name} />
      <Deliveries sourceName={source.name} environments={environments} />
      <DeployPathsCard environments={shown} />
      <StatusReportsCard sourceName={source.name} />
    </>
  )
}
