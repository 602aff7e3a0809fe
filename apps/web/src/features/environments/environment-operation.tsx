'use client'

import type { Operation } from '@fun/contract/resources'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { OperationStatus } from '#components/ui/status.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { CancelButton } from '#features/operations/cancel-button.tsx'
import { OperationProgress } from '#features/operations/operation-progress.tsx'
import { useOperation } from '#features/operations/operation-queries.ts'
import { isFinal } from '#lib/status-words.ts'

/** The operation that runs in an environment, or the last one, with its steps and log. */
export function EnvironmentOperation({ operation: initial }: { operation: Operation }) {
  const t = useTranslations()
  const { query, log } = useOperation(initial.id, initial)
  const operation = query.data ?? initial
  const title = (
    <>
      {t(`status.kind.${operation.kind}`)}
      <OperationStatus of={operation.state} className="text-sm" />
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
        {t('operation.planAndResult')}
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
