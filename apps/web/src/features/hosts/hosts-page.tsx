'use client'

import { host, page } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useLocale, useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemBody, ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Ago } from '#components/ui/time.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { UsedBy } from '#features/sources/used-by.tsx'
import { callApi } from '#lib/api-client.ts'
import { formatBytes } from '#lib/time.ts'
import { HostStorageView } from './host-storage.tsx'
import { PruneButton } from './prune-button.tsx'

const hostPage = page(host)
const HostMetricsView = dynamic(() => import('#features/metrics/host-metrics.tsx'), { ssr: false })

/** Docker engines: what they are, what runs on them, what is kept there. */
export function HostsPage() {
  const t = useTranslations()
  const locale = useLocale()
  const query = useQuery({
    queryKey: ['hosts'],
    queryFn: ({ signal }) => callApi(hostPage, '/hosts', { signal }),
    // Engines are looked at every now and then, and no stream tells of it: each visit asks.
    staleTime: 10_000,
  })
  const environments = useEnvironments().data ?? []
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  return (
    <>
      <title>{t('common.title', { page: t('places.hosts') })}</title>
      <PageHeader title={t('places.hosts')} summary={t('places.hostsText')} />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={t('places.hosts')} />}
      {query.data?.items.map((each) => (
        <Card key={each.id} title={each.name} aside={<PruneButton hostName={each.name} />}>
          <div className="space-y-4 px-4 py-3">
            {each.problem !== null && (
              <div className="border-l-2 border-bad bg-bad-surface px-4 py-3">
                <p className="text-sm font-semibold">{each.problem.title}</p>
                <ProblemBody problem={each.problem} />
              </div>
            )}
            <Facts
              facts={[
                {
                  label: t('places.engine'),
                  value:
                    each.engine === null
                      ? t('places.hostUnseen')
                      : t('places.engineVersion', { version: each.engine.version, api: each.engine.apiVersion }),
                },
                {
                  label: t('places.capacity'),
                  value:
                    each.engine === null
                      ? null
                      : t('places.capacityText', {
                          cpus: each.engine.cpus,
                          memory: formatBytes(each.engine.memoryBytes, locale),
                        }),
                },
                {
                  label: t('environment.seen'),
                  value: each.observedAt === null ? null : <Ago at={each.observedAt} />,
                },
                {
                  label: t('places.usedBy'),
                  wide: true,
                  value: <UsedBy environments={environments.filter((other) => other.host.id === each.id)} />,
                },
              ]}
            />
            <HostStorageView hostName={each.name} />
            <HostMetricsView hostName={each.name} />
          </div>
        </Card>
      ))}
    </>
  )
}
