'use client'

import { page, revision, type revision as revisionSchema } from '@fun/contract/resources'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Commit } from '#components/ui/commit.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Status } from '#components/ui/status.tsx'
import { Ago } from '#components/ui/time.tsx'
import { OperationList } from '#features/operations/operation-list.tsx'
import { useMay } from '#features/session/use-may.ts'
import { callApi } from '#lib/api-client.ts'
import type { Look } from '#lib/status-words.ts'
import { useAsk } from './ask-action.tsx'
import { useEnvironment } from './environment-queries.ts'

type Revision = z.infer<typeof revisionSchema>

const revisionPage = page(revision)
const looks: Record<Revision['state'], Look> = {
  prepared: { mark: 'dashed', tone: 'idle' },
  serving: { mark: 'check', tone: 'good' },
  superseded: { mark: 'forward', tone: 'idle' },
  failed: { mark: 'cross', tone: 'bad' },
}

/** What an environment has served, with the way back to each that is kept, and its deployments. */
export function Deployments({ name }: { name: string }) {
  const t = useTranslations('shell')
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Revisions name={name} />
      <Card title={t('deployments')}>
        <OperationList filter={{ environment: name, kind: 'deploy' }} />
      </Card>
    </div>
  )
}

function Revisions({ name }: { name: string }) {
  const t = useTranslations()
  const query = useInfiniteQuery({
    queryKey: ['revisions', name],
    queryFn: ({ signal, pageParam }) =>
      callApi(revisionPage, `/environments/${encodeURIComponent(name)}/revisions${pageParam}`, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => (nextCursor === null ? undefined : `?cursor=${nextCursor}`),
    select: (answer) => answer.pages.flatMap((each) => each.items),
  })
  return (
    <Card title={t('environment.deploymentsTitle')}>
      {query.isError && <ProblemNotice error={query.error} />}
      {query.isPending && (
        <div className="p-4">
          <Skeleton label={t('environment.deploymentsTitle')} />
        </div>
      )}
      {query.data?.length === 0 && <p className="px-4 py-4 text-sm text-quiet">{t('environment.noRevisions')}</p>}
      <ol>
        {query.data?.map((each) => (
          <Row key={each.id} revision={each} name={name} />
        ))}
      </ol>
      {query.hasNextPage && (
        <div className="border-t border-line px-4 py-3">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('operation.moreOf')}
          </Button>
        </div>
      )}
    </Card>
  )
}

function Row({ revision: each, name }: { revision: Revision; name: string }) {
  const t = useTranslations()
  const ask = useAsk()
  const environment = useEnvironment(name).data
  const serves = environment?.serving?.revisionId === each.id
  const may = useMay()
  const canReturn = environment !== undefined && each.kept && !serves && may('environment:deploy', environment.id)
  return (
    <li className="grid items-center justify-items-start gap-x-3 gap-y-1.5 border-b border-line px-4 py-2 text-sm last:border-b-0 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="w-full min-w-0">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2.5">
          <span className="font-medium tabular-nums">{each.number}</span>
          <Status look={looks[each.state]} word={t(`status.revision.${each.state}`)} />
          {each.appliedMigrations.length > 0 && (
            <span className="text-xs text-quiet" title={each.appliedMigrations.join(', ')}>
              {t('environment.migrations', { count: each.appliedMigrations.length })}
            </span>
          )}
          <Ago at={each.servedAt ?? each.createdAt} className="text-xs text-quiet" />
        </p>
        <Commit commit={each.commit} subject={each.commitSubject} copyable />
      </div>
      {canReturn && (
        <Button onClick={() => ask({ action: 'rollback', environment, revision: each })}>
          {t('actions.rollbackTo', { commit: each.commit.slice(0, 7) })}
        </Button>
      )}
      {!serves && !each.kept && each.servedAt !== null && (
        <span className="text-xs text-quiet">{t('environment.notKept')}</span>
      )}
    </li>
  )
}
