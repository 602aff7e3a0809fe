'use client'

import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemBody, ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Ago } from '#components/ui/time.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { useMay } from '#features/session/use-may.ts'
import { useAddressedOpening } from '#features/shell/use-addressed-opening.ts'
import { SourceDialog } from './source-dialog.tsx'
import { useSources } from './source-queries.ts'
import { UsedBy } from './used-by.tsx'

/** Git repositories, what a worker last saw of them, and who uses them. */
export function SourcesPage() {
  const t = useTranslations()
  const query = useSources()
  const environments = useEnvironments().data ?? []
  const mayWrite = useMay()('source:write')
  const [isAdding, setAdding] = useAddressedOpening('add-source')
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  return (
    <>
      <title>{t('common.title', { page: t('places.sources') })}</title>
      <PageHeader
        title={t('places.sources')}
        summary={t('places.sourcesText')}
        actions={
          mayWrite && (
            <Button variant="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden="true" className="size-4" />
              {t('places.addSource')}
            </Button>
          )
        }
      />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={t('places.sources')} />}
      {query.data?.length === 0 && (
        <EmptyState title={t('places.noSources')}>
          <p>{t('places.noSourcesText')}</p>
        </EmptyState>
      )}
      {query.data?.map((each) => (
        <Card
          key={each.id}
          title={
            <Link href={`/sources/${each.name}`} className="rounded-control text-accent hover:underline">
              {each.name}
            </Link>
          }
          aside={<code className="font-mono text-xs break-all text-quiet">{each.url}</code>}
        >
          <div className="space-y-3 px-4 py-3">
            <Facts
              facts={[
                {
                  label: t('places.lastLook'),
                  value: each.lastPolledAt === null ? t('places.neverLooked') : <Ago at={each.lastPolledAt} />,
                },
                { label: t('places.credentials'), value: each.hasCredentials ? t('common.yes') : t('common.none') },
                {
                  label: t('places.webhook'),
                  value: each.hasWebhookSecret ? t('places.webhookSet') : t('places.webhookUnset'),
                },
                {
                  label: t('places.usedBy'),
                  wide: true,
                  value: <UsedBy environments={environments.filter((other) => other.source.id === each.id)} />,
                },
              ]}
            />
            {each.lastPollProblem !== null && (
              <div className="border-l-2 border-bad bg-bad-surface px-4 py-3">
                <p className="text-sm font-semibold">{each.lastPollProblem.title}</p>
                <ProblemBody problem={each.lastPollProblem} />
              </div>
            )}
          </div>
        </Card>
      ))}
      {isAdding && mayWrite && <SourceDialog onClose={() => setAdding(false)} />}
    </>
  )
}
