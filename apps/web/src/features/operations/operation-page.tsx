'use client'

import type { Operation } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { OperationStatus } from '#components/ui/status.tsx'
import { Duration } from '#components/ui/time.tsx'
import { useAsk } from '#features/environments/ask-action.tsx'
import { useEnvironment } from '#features/environments/environment-queries.ts'
import { useMay } from '#features/session/use-may.ts'
import { isFinal } from '#lib/status-words.ts'
import { CancelButton } from './cancel-button.tsx'
import { ImageParts } from './image-parts.tsx'
import { OperationFacts } from './operation-facts.tsx'
import { OperationProgress } from './operation-progress.tsx'
import { useOperation } from './operation-queries.ts'
import { OperationUrls } from './operation-urls.tsx'
import { PlanText } from './plan-text.tsx'

/** One operation, whole: what it is for, how far it is, what it wrote, what came of it. Its address never changes. */
export function OperationPage({ id }: { id: string }) {
  const t = useTranslations()
  const { query, log } = useOperation(id)
  const operation = query.data
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  return (
    <>
      <title>{t('common.title', { page: operation === undefined ? t('operation.one') : titleOf(t, operation) })}</title>
      {operation === undefined && (
        <PageHeader trail={[{ href: '/operations', name: t('shell.deployments') }]} title={t('operation.one')} />
      )}
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={t('operation.loading')} />}
      {operation !== undefined && (
        <>
          <OperationHeader operation={operation} />
          <OperationFacts operation={operation} />
          <ImageParts operation={operation} />
          <Card title={t('operation.steps')}>
            <OperationProgress operation={operation} log={log} linkable />
          </Card>
          <OperationUrls operation={operation} />
          <PlanText operation={operation} />
        </>
      )}
    </>
  )
}

function OperationHeader({ operation }: { operation: Operation }) {
  const t = useTranslations()
  const { environment } = operation
  const trail = [{ href: '/operations', name: t('shell.deployments') }]
  if (environment !== null) trail.push({ href: `/environments/${environment.name}`, name: environment.name })
  return (
    <PageHeader
      trail={trail}
      title={t(`status.kind.${operation.kind}`)}
      status={
        <span className="flex items-center gap-2.5 text-sm">
          <OperationStatus of={operation.state} />
          <Duration from={operation.startedAt} to={operation.finishedAt} className="text-quiet" />
          <CopyButton text={`${origin()}/operations/${operation.id}`} label={t('operation.copyLink')} />
        </span>
      }
      actions={
        <>
          {environment !== null && isFinal(operation.state) && (
            <NextActions operation={operation} environmentName={environment.name} />
          )}
          <CancelButton operation={operation} />
        </>
      }
    />
  )
}

const origin = () => (typeof window === 'undefined' ? '' : window.location.origin)

/** What a person does after it: the same again, or back to what it served. */
function NextActions({ operation, environmentName }: { operation: Operation; environmentName: string }) {
  const t = useTranslations()
  const ask = useAsk()
  const environment = useEnvironment(environmentName).data
  const may = useMay()
  const { commit, revision } = operation.result
  if (environment === undefined || operation.kind !== 'deploy') return null
  if (!may('environment:deploy', environment.id)) return null
  const servesIt = environment.serving?.revisionId === operation.revisionId
  const canReturn =
    operation.state === 'succeeded' &&
    operation.revisionId !== null &&
    typeof commit === 'string' &&
    typeof revision === 'number'
  if (canReturn && !servesIt) {
    const target = { id: operation.revisionId ?? '', number: revision, commit }
    return (
      <Button onClick={() => ask({ action: 'rollback', environment, revision: target })}>
        {t('actions.rollbackTo', { commit: commit.slice(0, 7) })}
      </Button>
    )
  }
  return (
    <Button onClick={() => ask({ action: 'deploy', environments: [environment] })}>{t('operation.deployAgain')}</Button>
  )
}

function titleOf(t: ReturnType<typeof useTranslations<never>>, operation: Operation): string {
  const state = t(`status.operation.${operation.state}`)
  const kind = t(`status.kind.${operation.kind}`)
  if (operation.environment === null) return `${state} · ${kind}`
  const running = operation.steps.filter((step) => step.state === 'succeeded' || step.state === 'skipped').length
  const progress =
    isFinal(operation.state) || operation.steps.length === 0 ? '' : `${running}/${operation.steps.length} · `
  return progress + t('operation.titleOf', { state, kind, name: operation.environment.name })
}
