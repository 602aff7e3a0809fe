'use client'

import type { Environment, Operation } from '@fun/contract/resources'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { OperationStatus } from '#components/ui/status.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { currentStep } from '#lib/operation-events.ts'

/** What runs in an environment now, with its step and time; when nothing does, how the last operation ended. */
export function NowRunning({ environment }: { environment: Environment }) {
  const t = useTranslations('fleet')
  const { currentOperation, lastOperation } = environment
  if (currentOperation !== null) return <Current operation={currentOperation} />
  if (lastOperation === null) return <span className="text-quiet">{t('nothingRan')}</span>
  return <Last operation={lastOperation} />
}

function Current({ operation }: { operation: Operation }) {
  const t = useTranslations()
  const step = currentStep(operation)
  const waits = operation.state === 'queued'
  return (
    <Link
      href={`/operations/${operation.id}`}
      className="flex min-w-0 items-center gap-1.5 rounded-control hover:underline"
    >
      <OperationStatus of={operation.state} iconOnly />
      <span className="shrink-0 font-medium">
        {waits ? t('fleet.queued', { kind: t(`status.kind.${operation.kind}`) }) : t(`status.doing.${operation.kind}`)}
      </span>
      <span className="min-w-0 flex-1 truncate text-quiet">{waits ? operation.waitingFor : step?.title}</span>
      <Duration from={operation.startedAt} to={null} className="shrink-0 font-mono text-xs text-quiet" />
    </Link>
  )
}

function Last({ operation }: { operation: Operation }) {
  const t = useTranslations('status')
  return (
    <Link
      href={`/operations/${operation.id}`}
      title={operation.problem?.detail}
      className="flex min-w-0 items-center gap-1.5 rounded-control text-quiet hover:underline"
    >
      <OperationStatus of={operation.state} iconOnly />
      <span className={`min-w-0 truncate ${operation.state === 'failed' ? 'font-medium text-text' : ''}`}>
        {t(`kind.${operation.kind}`)} · {t(`operation.${operation.state}`).toLowerCase()}
      </span>
      {operation.finishedAt !== null && <Ago at={operation.finishedAt} className="shrink-0" />}
    </Link>
  )
}
