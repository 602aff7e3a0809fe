'use client'

import { build, type Environment, page } from '@fun/contract/resources'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Commit } from '#components/ui/commit.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { operationsOf } from '#features/environments/environment-queries.ts'
import { callApi } from '#lib/api-client.ts'
import { type Build, type BuildGroup, groupBuilds } from '#lib/build-groups.ts'
import { PartMark } from './part-mark.tsx'

const buildPage = page(build)

/** What was built for an environment, an entry for each operation. */
export function LastBuilds({ environment }: { environment: Environment }) {
  const t = useTranslations('builds')
  const more = useTranslations('operation')
  const query = useInfiniteQuery({
    // Asked anew when one of its operations begins or ends.
    queryKey: ['builds', 'of', environment.name, operationsOf(environment)],
    queryFn: ({ signal, pageParam }) =>
      callApi(buildPage, `/builds?environment=${encodeURIComponent(environment.name)}&limit=50${pageParam}`, {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => (nextCursor === null ? undefined : `&cursor=${nextCursor}`),
    placeholderData: keepPreviousData,
  })
  const builds = query.data?.pages.flatMap((each) => each.items)
  return (
    <Card title={t('last')}>
      {query.isError && (
        <div className="p-4">
          <ProblemNotice error={query.error} />
        </div>
      )}
      {query.isPending && (
        <div className="p-4">
          <Skeleton label={t('last')} />
        </div>
      )}
      {builds?.length === 0 && <p className="px-4 py-4 text-sm text-quiet">{t('none')}</p>}
      <ol>
        {builds !== undefined &&
          groupBuilds(builds, query.hasNextPage).map((each) => <Group key={each.operationId} group={each} />)}
      </ol>
      {query.hasNextPage && (
        <div className="border-t border-line px-4 py-3">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {more('moreOf')}
          </Button>
        </div>
      )}
    </Card>
  )
}

function Group({ group: { operationId, commit, startedAt, parts } }: { group: BuildGroup }) {
  const t = useTranslations('builds')
  const reused = parts.filter((each) => each.reused).length
  return (
    <li className="space-y-1.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <Link
          href={`/operations/${operationId}`}
          prefetch={false}
          className="rounded-control font-medium text-accent hover:underline"
        >
          <Commit commit={commit} />
        </Link>
        <span className="text-xs text-quiet">
          {t('summary', { made: parts.length - reused, reused })} · <Ago at={startedAt} />
        </span>
      </p>
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {parts.map((each) => (
          <Part key={each.id} part={each} />
        ))}
      </ul>
    </li>
  )
}

function Part({ part }: { part: Build }) {
  const t = useTranslations('operation')
  return (
    <li className="inline-flex items-center gap-1.5" title={part.reference}>
      <PartMark reused={part.reused} finished={part.finishedAt !== null} />
      {part.part}
      <span className="text-xs text-quiet">
        {part.reused ? (
          t('partReused')
        ) : (
          <>
            {part.finishedAt === null ? t('partMaking') : t('partMade')} ·{' '}
            <Duration from={part.startedAt} to={part.finishedAt} />
          </>
        )}
      </span>
    </li>
  )
}
