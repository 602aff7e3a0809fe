'use client'

import { useTranslations } from 'use-intl'
import { SourceWebhooks } from '#features/sources/source-webhooks.tsx'
import { EnvironmentFacts } from './environment-facts.tsx'
import { useEnvironment } from './environment-queries.ts'

/** Where an environment's code comes from, and how a push reaches it. */
export function SourceTab({ name }: { name: string }) {
  const t = useTranslations('places')
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return (
    <>
      <EnvironmentFacts environment={environment} />
      <p className="text-sm break-all text-quiet">
        <span className="sr-only">{t('sources')}: </span>
        <code className="font-mono text-xs">{environment.source.url}</code>
      </p>
      <SourceWebhooks source={environment.source} environmentId={environment.id} />
    </>
  )
}
