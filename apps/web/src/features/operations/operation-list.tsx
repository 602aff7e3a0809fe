'use client'

import type { Operation } from '@fun/contract/resources'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Commit } from '#components/ui/commit.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { OperationStatus } from '#components/ui/status.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { TriggerName } from '#components/ui/trigger-name.tsx'
import { type OperationFilter, useOperations } from './operation-queries.ts'

type OperationListProps = {
  filter: OperationFilter
  /** Show at most so many, and no way to more. */
  countMax?: number
  /** Each row says which environment it belongs to. */
  named?: boolean
}

/** Operations, newest first. */
export function OperationList({ filter, countMax, named = false }: OperationListProps) {
  const t = useTranslations('operation')
  const query = useOperations(filter)
  const operations = countMax === undefined ? query.data : query.data?.slice(0, countMax)
  if (query.isError)
    return (
      <div className="p-4">
        <ProblemNotice error={query.error} />
      </div>
    )
  if (operations === undefined)
    return (
      <div className="p-4">
        <Skeleton label={t('list')} />
      </div>
    )
  if (operations.length === 0) return <p className="px-4 py-4 text-sm text-quiet">{t('none')}</p>
  return (
    <>
      <ol className="@container">
        {operations.map((each) => (
          <OperationRow key={each.id} operation={each} named={named} />
        ))}
      </ol>
      {countMax === undefined && query.hasNextPage && (
        <div className="border-t border-line px-4 py-3">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('moreOf')}
          </Button>
        </div>
      )}
    </>
  )
}

/** One operation as a line that leads to its page. */
export function OperationRow({ operation, named }: { operation: Operation; named: boolean }) {
  const t = useTranslations('status.kind')
  const { commit, commitSubject } = operation.result
  const waits = operation.state === 'queued' ? operation.waitingFor : null
  const failed = operation.state === 'failed' ? operation.problem?.detail : undefined
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        href={`/operations/${operation.id}`}
        prefetch={false}
        className="grid min-h-10 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-1.5 text-sm -outline-offset-2 hover:bg-sunken @md:grid-cols-[8rem_minmax(0,1fr)_auto]"
      >
        <OperationStatus of={operation.state} className="@max-md:order-2" />
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{t(operation.kind)}</span>
          {named && operation.environment !== null && (
            <span className="min-w-0 truncate font-medium">{operation.environment.name}</span>
          )}
          {typeof commit === 'string' && (
            <span className="min-w-0 text-quiet">
              <Commit commit={commit} {...(typeof commitSubject === 'string' ? { subject: commitSubject } : {})} />
            </span>
          )}
          {waits !== null && <span className="min-w-0 text-quiet">{waits}</span>}
          {failed !== undefined && <span className="w-full truncate text-xs text-bad">{failed}</span>}
        </span>
        <span className="flex shrink-0 items-baseline gap-3 text-xs text-quiet @max-md:hidden">
          <TriggerName label={operation.trigger} className="max-w-40 truncate @max-3xl:hidden" />
          <Duration from={operation.startedAt} to={operation.finishedAt} className="w-16 text-right" />
          <Ago at={operation.finishedAt ?? operation.queuedAt} className="w-24 text-right" />
        </span>
      </Link>
    </li>
  )
}
