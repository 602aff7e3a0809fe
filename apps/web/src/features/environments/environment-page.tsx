'use client'

import type { Environment } from '@fun/contract/resources'
import { Commit } from '#components/ui/commit.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Status } from '#components/ui/status.tsx'
import { Ago } from '#components/ui/time.tsx'
import { OperationList } from '#features/operations/operation-list.tsx'
import { healthWords, kindWords } from '#lib/status-words.ts'
import { EnvironmentActions } from './environment-actions.tsx'
import { EnvironmentOperation } from './environment-operation.tsx'
import { useEnvironment } from './environment-queries.ts'
import { ServedAt } from './served-at.tsx'
import { ServicesTable } from './services-table.tsx'

const trail = [{ href: '/', name: 'Environments' }]

/** One environment: how it is, what it serves and where, what runs now, and what can be done. */
export function EnvironmentPage({ name }: { name: string }) {
  const query = useEnvironment(name)
  const environment = query.data
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  return (
    <>
      <title>{`${environment === undefined ? name : titleOf(environment)} · FUN Platform`}</title>
      {environment === undefined && <PageHeader trail={trail} title={name} />}
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={`Loading ${name}`} />}
      {environment !== undefined && <EnvironmentView environment={environment} />}
    </>
  )
}

function EnvironmentView({ environment }: { environment: Environment }) {
  const operation = environment.currentOperation ?? environment.lastOperation
  const urgent = operation !== null && operation.state !== 'succeeded'
  const shown = operation !== null && <EnvironmentOperation key={operation.id} operation={operation} />
  return (
    <>
      <PageHeader
        trail={trail}
        title={environment.name}
        status={<Status of={healthWords[environment.health]} className="text-sm" />}
        actions={<EnvironmentActions environment={environment} />}
      />
      <EnvironmentFacts environment={environment} />
      {urgent && shown}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="min-w-0 space-y-5">
          <ServedAt environment={environment} />
          <OperationList environmentName={environment.name} />
        </div>
        <ServicesTable services={environment.services} observedAt={environment.observedAt} />
      </div>
      {!urgent && shown}
    </>
  )
}

function EnvironmentFacts({ environment }: { environment: Environment }) {
  const { serving } = environment
  return (
    <div className="rounded-card border border-line bg-surface px-4 py-3">
      <Facts
        facts={[
          {
            label: 'Serving',
            wide: true,
            value:
              serving === null ? (
                'nothing yet'
              ) : (
                <Commit commit={serving.commit} subject={serving.commitSubject} copyable />
              ),
          },
          {
            label: 'Served since',
            value: serving?.servedAt != null && (
              <>
                <Ago at={serving.servedAt} /> · revision {serving.number}
              </>
            ),
          },
          { label: 'Source', value: <span title={environment.source.url}>{environment.source.name}</span> },
          { label: 'Reference', value: <code className="font-mono text-xs">{environment.reference}</code> },
          { label: 'Release', value: environment.release ?? 'read from the tree at the first deploy' },
          { label: 'Kind', value: environment.kind },
          { label: 'Host', value: environment.host.name },
          {
            label: 'Working tree',
            value: environment.workingTree !== null && (
              <code className="font-mono text-xs break-all">{environment.workingTree}</code>
            ),
          },
        ].map((fact) => ({ ...fact, value: fact.value === false ? null : fact.value }))}
      />
    </div>
  )
}

function titleOf(environment: Environment): string {
  const { currentOperation } = environment
  const doing = currentOperation?.state === 'running' ? `${kindWords[currentOperation.kind].doing} · ` : ''
  return `${doing}${environment.name} · ${healthWords[environment.health].word}`
}
