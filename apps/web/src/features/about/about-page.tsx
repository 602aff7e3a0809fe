'use client'

import { type About, about } from '@fun/contract/about'
import { host, page } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import { BookOpen } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { buttonClass } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Commit } from '#components/ui/commit.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Ago } from '#components/ui/time.tsx'
import { callApi } from '#lib/api-client.ts'
import { referencePath } from '#lib/reference-path.ts'
import { InlineText } from './inline-text.tsx'

const hostPage = page(host)

/** What this installation is made of, and what changed with its versions. */
export function AboutPage() {
  const t = useTranslations()
  const query = useQuery({
    queryKey: ['about'],
    queryFn: ({ signal }) => callApi(about, '/about', { signal }),
    staleTime: 60_000,
  })
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  const title = t('about.title')
  return (
    <>
      <title>{t('common.title', { page: title })}</title>
      <PageHeader
        title={title}
        summary={t('about.text')}
        actions={
          <a href={referencePath} className={buttonClass('secondary')}>
            <BookOpen aria-hidden="true" className="size-4" />
            {t('shell.apiReference')}
          </a>
        }
      />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={title} />}
      {query.data !== undefined && (
        <>
          <Versions of={query.data} />
          <Upgrade />
          <Changes changes={query.data.changes} />
        </>
      )}
    </>
  )
}

function Versions({ of: { commit, startedAt, versions, schema } }: { of: About }) {
  const t = useTranslations('about')
  const hosts = useQuery({
    queryKey: ['hosts'],
    queryFn: ({ signal }) => callApi(hostPage, '/hosts', { signal }),
    staleTime: 10_000,
  })
  const engines = (hosts.data?.items ?? []).flatMap(({ name, engine }) =>
    engine === null ? [] : [t('engine', { name, version: engine.version, api: engine.apiVersion })],
  )
  return (
    <Card title={t('versions')}>
      <div className="px-4 py-3">
        <Facts
          facts={[
            { label: t('portal'), value: commit === null ? t('unknown') : <Commit commit={commit} copyable /> },
            { label: t('startedAt'), value: <Ago at={startedAt} /> },
            { label: 'Node', value: versions.node },
            { label: 'PostgreSQL', value: versions.postgresql },
            { label: 'Redis', value: versions.redis ?? t('away') },
            {
              label: t('schema'),
              value: schema === null ? t('unknown') : <code className="font-mono text-xs">{schema}</code>,
            },
            { label: t('engines'), wide: true, value: engines.join(', ') },
          ]}
        />
      </div>
    </Card>
  )
}

/** How the next version comes in. */
function Upgrade() {
  const t = useTranslations('about')
  return (
    <Card title={t('upgrade')}>
      <ol className="list-decimal space-y-1 py-3 pr-4 pl-9 text-sm">
        <li>{t('upgradeBackup')}</li>
        <li>{t.rich('upgradePull', { code: (chunks) => <code className="font-mono text-xs">{chunks}</code> })}</li>
        <li>{t('upgradeAfter')}</li>
      </ol>
    </Card>
  )
}

function Changes({ changes }: { changes: About['changes'] }) {
  const t = useTranslations('about')
  if (changes.length === 0) return null
  return (
    <Card title={t('changes')}>
      <p className="px-4 pt-3 text-sm text-quiet">{t('changesText')}</p>
      {changes.map(({ version, groups }, index) => (
        <details key={version} open={index === 0} className="border-b border-line px-4 py-3 text-sm last:border-b-0">
          <summary className="w-fit rounded-control font-semibold">{version}</summary>
          {groups.map(({ title, items }) => (
            <div key={title} lang="en" className="mt-2">
              <h3 className="text-xs text-quiet">{title}</h3>
              <ul className="mt-1 list-disc space-y-1 pl-5">
                {items.map((item) => (
                  <li key={item} className="break-words">
                    <InlineText text={item} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </details>
      ))}
    </Card>
  )
}
