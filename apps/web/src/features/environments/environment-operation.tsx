'use client'

import type { Operation } from '@fun/contract/resources'
import Link from 'next/link'
import { Card } from '#components/ui/card.tsx'
import { Status } from '#components/ui/status.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { CancelButton } from '#features/operations/cancel-button.tsx'
import { OperationProgress } from '#features/operations/operation-progress.tsx'
import { useOperation } from '#features/operations/operation-queries.ts'
import { isFinal, kindWords, operationWords } from '#lib/status-words.ts'

/** The operation that runs in an environment, or the last one, with its steps and log. */
export function EnvironmentOperation({ operation: initial }: { operation: Operation }) {
  const { query, log } = useOperation(initial.id, initial)
  const operation = query.data ?? initial
  const title = (
    <>
      {kindWords[operation.kind].noun}
      <Status of={operationWords[operation.state]} className="text-sm" />
      <Duration from={operation.startedAt} to={operation.finishedAt} className="text-sm font-normal text-quiet" />
      {isFinal(operation.state) && operation.finishedAt !== null && (
        <Ago at={operation.finishedAt} className="text-sm font-normal text-quiet" />
      )}
    </>
  )
  const aside = (
    <span className="flex items-center gap-3">
      <Link
        href={`/operations/${operation.id}`}
        className="rounded-control text-sm font-medium text-accent hover:underline"
      >
        Plan and result
      </Link>
      <CancelButton operation={operation} />
    </span>
  )
  return (
    <Card title={title} aside={aside}>
      <OperationProgress operation={operation} log={log} />
    </Card>
  )
}
