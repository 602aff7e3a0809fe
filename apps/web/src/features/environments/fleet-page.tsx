'use client'

import type { Environment } from '@fun/contract/resources'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { useMay } from '#features/session/use-may.ts'
import { isTroubled, selectFleet, wholeFleet } from '#lib/fleet-view.ts'
import { useEnvironments } from './environment-queries.ts'
import { FleetBatch } from './fleet-batch.tsx'
import { FleetCards } from './fleet-cards.tsx'
import { FleetFilter } from './fleet-filter.tsx'
import { FleetTable } from './fleet-table.tsx'
import { useFleetView } from './use-fleet-view.ts'

/** All environments: how each is, what it serves, what runs now, and what can be done with several at once. */
export function FleetPage() {
  const t = useTranslations()
  const query = useEnvironments()
  const may = useMay()
  const [view, setView] = useFleetView()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // Rows follow when the browser has time: a key or a click is answered first.
  const drawn = useDeferredValue(view)
  const shown = useMemo(() => selectFleet(query.data ?? [], drawn), [query.data, drawn])
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  const all = query.data ?? []
  return (
    <>
      <title>{t('common.title', { page: titleOf(t, all) })}</title>
      <PageHeader
        title={t('fleet.title')}
        {...(all.length > 0 ? { summary: summaryOf(t, all) } : {})}
        actions={
          may('environment:create') && (
            <Link href="/new" className={buttonClass(all.length === 0 ? 'secondary' : 'primary')}>
              <Plus aria-hidden="true" className="size-4" />
              {t('shell.newEnvironment')}
            </Link>
          )
        }
      />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={t('fleet.title')} />}
      {query.isSuccess && all.length === 0 && <NoEnvironments />}
      {all.length > 0 && (
        <>
          <FleetFilter view={view} onChange={setView} />
          <FleetBatch chosen={all.filter((each) => chosen.has(each.id))} onNone={() => setChosen(new Set())} />
        </>
      )}
      {all.length > 0 && shown.length === 0 && (
        <div className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-surface px-4 py-6 text-sm text-quiet">
          {t('fleet.noMatch')}
          <Button onClick={() => setView({ ...wholeFleet, sort: view.sort })}>{t('fleet.clear')}</Button>
        </div>
      )}
      {shown.length > 0 && (
        <>
          <FleetTable environments={shown} view={drawn} onView={setView} chosen={chosen} onChosen={setChosen} />
          <FleetCards environments={shown} />
        </>
      )}
    </>
  )
}

function NoEnvironments() {
  const t = useTranslations()
  return (
    <EmptyState title={t('fleet.empty')}>
      <p>{t('fleet.emptyText')}</p>
      <p>
        <Link href="/new" className={buttonClass('primary')}>
          {t('shell.newEnvironment')}
        </Link>
      </p>
      <p>{t('fleet.emptyOther')}</p>
      <CommandLine
        name={t('fleet.bootstrapCommand')}
        command="make bootstrap SOURCE=https://git.example.org/edx-platform.git"
      />
    </EmptyState>
  )
}

type Translate = ReturnType<typeof useTranslations<never>>

function summaryOf(t: Translate, all: readonly Environment[]): string {
  const running = all.filter((each) => each.currentOperation !== null).length
  const troubled = all.filter(isTroubled).length
  const parts = [t('fleet.summary', { count: all.length })]
  if (troubled > 0) parts.push(t('fleet.summaryTroubled', { count: troubled }))
  if (running > 0) parts.push(t('fleet.summaryRunning', { count: running }))
  return parts.join(' · ')
}

function titleOf(t: Translate, all: readonly Environment[]): string {
  const troubled = all.filter(isTroubled).length
  return troubled > 0 ? t('fleet.inTrouble', { count: troubled }) : t('fleet.title')
}
