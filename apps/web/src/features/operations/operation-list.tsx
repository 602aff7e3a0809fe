'use client'

import type { Operation } from '@fun/contract/resources'
import Link from 'next/link'
import { Card } from '#components/ui/card.tsx'
import { Commit } from '#components/ui/commit.tsx'
import { Status } from '#components/ui/status.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { kindWords, operationWords } from '#lib/status-words.ts'
import { useOperations } from './operation-queries.ts'

const shownMax = 10

/** The last operations of an environment, newest first. */
export function OperationList({ environmentName }: { environmentName: string }) {
  const query = useOperations(environmentName)
  const operations = query.data?.slice(0, shownMax) ?? []
  return (
    <Card title="Last operations">
      {query.isError && <p className="px-4 py-3 text-sm text-bad">{query.error.message}</p>}
      {query.isSuccess && operations.length === 0 && (
        <p className="px-4 py-3 text-sm text-quiet">Nothing has run in this environment yet.</p>
      )}
      <ol>
        {operations.map((each) => (
          <Row key={each.id} operation={each} />
        ))}
      </ol>
    </Card>
  )
}

function Row({ operation }: { operation: Operation }) {
  const { commit } = operation.result
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        href={`/operations/${operation.id}`}
        className="flex min-h-9 items-center gap-x-3 px-4 py-1 text-sm -outline-offset-2 hover:bg-sunken"
      >
        <Status of={operationWords[operation.state]} className="shrink-0 sm:w-28" />
        <span className="min-w-0 flex-1 truncate font-medium">{kindWords[operation.kind].noun}</span>
        <span className="w-16 shrink-0 text-quiet max-sm:hidden">
          {typeof commit === 'string' && <Commit commit={commit} />}
        </span>
        <Duration from={operation.startedAt} to={operation.finishedAt} className="shrink-0 text-quiet" />
        <Ago
          at={operation.finishedAt ?? operation.queuedAt}
          className="w-28 shrink-0 text-right text-quiet max-sm:hidden"
        />
      </Link>
    </li>
  )
}
