'use client'

import { source } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { callApi } from '#lib/api-client.ts'
import { SourceWebhooks } from './source-webhooks.tsx'

/** One source: how a push reaches its environments, and what git hosts have told of. */
export function SourcePage({ name }: { name: string }) {
  const t = useTranslations()
  const query = useQuery({
    queryKey: ['sources', name],
    queryFn: ({ signal }) => callApi(source, `/sources/${encodeURIComponent(name)}`, { signal }),
  })
  return (
    <>
      <title>{t('common.title', { page: query.data?.name ?? t('places.sources') })}</title>
      <PageHeader
        trail={[{ href: '/sources', name: t('places.sources') }]}
        title={query.data?.name ?? name}
        summary={
          query.data === undefined ? (
            t('webhooks.summary')
          ) : (
            <code className="font-mono text-xs break-all">{query.data.url}</code>
          )
        }
      />
      {query.isError && <ProblemNotice error={query.error} />}
      {query.data !== undefined && <SourceWebhooks source={query.data} />}
    </>
  )
}
