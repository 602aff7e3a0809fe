'use client'

import type { Environment } from '@fun/contract/resources'
import { useId, useState } from 'react'
import { CommandLine } from '#components/ui/command-line.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useEnvironments } from './environment-queries.ts'
import { FleetCards } from './fleet-cards.tsx'
import { FleetTable } from './fleet-table.tsx'

const searchFrom = 8

/** All environments: how each is, what it serves, what runs now. */
export function FleetPage() {
  const query = useEnvironments()
  const [text, setText] = useState('')
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  const all = query.data ?? []
  const shown = all.filter((each) => each.name.includes(text.trim().toLowerCase()))
  return (
    <>
      <title>{`${titleOf(query.data)} · FUN Platform`}</title>
      <PageHeader
        title="Environments"
        {...(all.length > 0 ? { summary: summaryOf(all) } : {})}
        actions={all.length >= searchFrom && <Search text={text} onChange={setText} />}
      />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label="Loading environments" />}
      {query.isSuccess && all.length === 0 && <NoEnvironments />}
      {all.length > 0 && shown.length === 0 && (
        <p className="rounded-card border border-line bg-surface px-4 py-6 text-sm text-quiet">
          No environment’s name contains “{text.trim()}”.
        </p>
      )}
      {shown.length > 0 && (
        <>
          <FleetTable environments={shown} />
          <FleetCards environments={shown} />
        </>
      )}
    </>
  )
}

function Search({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const id = useId()
  return (
    <>
      <label htmlFor={id} className="sr-only">
        Find an environment by name
      </label>
      <input
        id={id}
        type="search"
        value={text}
        onChange={(event) => onChange(event.target.value)}
        placeholder="Find by name"
        className="h-8 w-52 rounded-control border border-edge bg-surface px-2.5 text-sm placeholder:text-quiet"
      />
    </>
  )
}

function NoEnvironments() {
  return (
    <EmptyState title="No environment yet">
      <p>
        An environment is one Open edX installation: LMS, Studio, their workers and services. Make the first one from a
        git repository of the platform, on the portal’s machine:
      </p>
      <CommandLine
        name="Make the demo environment"
        command="make bootstrap SOURCE=https://git.example.org/edx-platform.git"
      />
      <p>or with three REST calls, from anywhere that has the token:</p>
      <CommandLine name="Make an environment over REST" command={restCommands} />
    </EmptyState>
  )
}

const restCommands = `curl -X POST http://localhost:8070/api/v1/sources \\
  -H "Authorization: Bearer $FUN_TOKEN" -H 'Content-Type: application/json' \\
  -d '{"name": "platform", "url": "https://git.example.org/edx-platform.git"}'
curl -X POST http://localhost:8070/api/v1/environments \\
  -H "Authorization: Bearer $FUN_TOKEN" -H 'Content-Type: application/json' \\
  -d '{"name": "demo", "source": "platform", "reference": "main", "specification": {"kind": "production"}}'
curl -X POST http://localhost:8070/api/v1/environments/demo/deployments \\
  -H "Authorization: Bearer $FUN_TOKEN" -H 'Content-Type: application/json' -d '{}'`

function summaryOf(all: readonly Environment[]): string {
  const running = all.filter((each) => each.currentOperation !== null).length
  const troubled = all.filter((each) => each.health === 'failed' || each.health === 'degraded').length
  const parts = [`${all.length} ${all.length === 1 ? 'environment' : 'environments'}`]
  if (troubled > 0) parts.push(`${troubled} in trouble`)
  if (running > 0) parts.push(`${running} with an operation under way`)
  return parts.join(' · ')
}

function titleOf(all: readonly Environment[] | undefined): string {
  const troubled = all?.filter((each) => each.health === 'failed' || each.health === 'degraded').length ?? 0
  return troubled > 0 ? `${troubled} in trouble · Environments` : 'Environments'
}
