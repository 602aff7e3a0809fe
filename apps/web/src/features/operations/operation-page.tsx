'use client'

import type { Operation } from '@fun/contract/resources'
import { Card } from '#components/ui/card.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Status } from '#components/ui/status.tsx'
import { Duration } from '#components/ui/time.tsx'
import { kindWords, operationWords } from '#lib/status-words.ts'
import { CancelButton } from './cancel-button.tsx'
import { OperationFacts } from './operation-facts.tsx'
import { OperationProgress } from './operation-progress.tsx'
import { useOperation } from './operation-queries.ts'
import { PlanText } from './plan-text.tsx'

/** One operation, whole: what it is for, how far it is, what it wrote, what came of it. */
export function OperationPage({ id }: { id: string }) {
  const { query, log } = useOperation(id)
  const operation = query.data
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  return (
    <>
      <title>{`${operation === undefined ? 'Operation' : titleOf(operation)} · FUN Platform`}</title>
      {operation === undefined && <PageHeader trail={[{ href: '/', name: 'Environments' }]} title="Operation" />}
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label="Loading the operation" />}
      {operation !== undefined && (
        <>
          <OperationHeader operation={operation} />
          <OperationFacts operation={operation} />
          <PlanText operation={operation} />
          <Card title="Steps">
            <OperationProgress operation={operation} log={log} />
          </Card>
        </>
      )}
    </>
  )
}

function OperationHeader({ operation }: { operation: Operation }) {
  const { environment } = operation
  const trail = [{ href: '/', name: 'Environments' }]
  if (environment !== null) trail.push({ href: `/environments/${environment.name}`, name: environment.name })
  return (
    <PageHeader
      trail={trail}
      title={kindWords[operation.kind].noun}
      status={
        <span className="flex items-center gap-2.5 text-sm">
          <Status of={operationWords[operation.state]} />
          <Duration from={operation.startedAt} to={operation.finishedAt} className="text-quiet" />
        </span>
      }
      actions={<CancelButton operation={operation} />}
    />
  )
}

function titleOf(operation: Operation): string {
  const of = operation.environment === null ? '' : ` of ${operation.environment.name}`
  return `${operationWords[operation.state].word} · ${kindWords[operation.kind].noun}${of}`
}
