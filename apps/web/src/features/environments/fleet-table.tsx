'use client'

import type { Environment } from '@fun/contract/resources'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import {
  type Dispatch,
  lazy,
  memo,
  type ReactNode,
  type SetStateAction,
  Suspense,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslations } from 'use-intl'
import { Commit } from '#components/ui/commit.tsx'
import { HealthStatus } from '#components/ui/status.tsx'
import { Ago } from '#components/ui/time.tsx'
import type { FleetView, SortColumn } from '#lib/fleet-view.ts'
import { EnvironmentLinks } from './environment-links.tsx'
import { NowRunning } from './now-running.tsx'

const rowHeightPx = 45
/** Comes after the page: the table is there without it. */
const UsageLines = lazy(() => import('#features/metrics/usage-lines.tsx'))

type FleetTableProps = {
  environments: readonly Environment[]
  view: FleetView
  onView: (view: FleetView) => void
  chosen: ReadonlySet<string>
  onChosen: Dispatch<SetStateAction<ReadonlySet<string>>>
}

/** The fleet from 768 px on; below, FleetCards shows the same but for use. Only the rows in view are drawn, between two empty ones. */
export const FleetTable = memo(function FleetTable(props: FleetTableProps) {
  const { environments, view, onView, chosen, onChosen } = props
  const t = useTranslations('fleet')
  const body = useRef<HTMLTableSectionElement>(null)
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    const element = body.current
    if (element !== null) setOffset(element.getBoundingClientRect().top + window.scrollY)
  }, [])
  const virtualizer = useWindowVirtualizer({
    count: environments.length,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollMargin: offset,
    // Drawn on the server and at first: enough for a tall screen.
    initialRect: { width: 1440, height: 1400 },
  })
  const items = virtualizer.getVirtualItems()
  const above = (items[0]?.start ?? offset) - offset
  const below = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset)
  const toggle = useCallback(
    (id: string) =>
      onChosen((known) => {
        const next = new Set(known)
        if (!next.delete(id)) next.add(id)
        return next
      }),
    [onChosen],
  )
  const allChosen = environments.every((each) => chosen.has(each.id))
  const chooseAll = () => onChosen(allChosen ? new Set() : new Set(environments.map((each) => each.id)))
  return (
    <div className="rounded-card border border-line bg-surface max-md:hidden">
      <table aria-rowcount={environments.length + 1} className="w-full table-fixed border-collapse text-sm">
        <caption className="sr-only">{t('title')}</caption>
        <thead>
          <tr className="border-b border-line text-left text-xs text-quiet">
            <Head className="w-10">
              <input
                type="checkbox"
                aria-label={t('chooseAll')}
                checked={allChosen}
                onChange={chooseAll}
                className="block size-4 accent-accent"
              />
            </Head>
            <SortHead column="name" view={view} onView={onView} className="w-[22%] lg:w-[18%]" />
            <SortHead column="health" view={view} onView={onView} className="w-31" />
            <SortHead column="release" view={view} onView={onView} className="w-28 max-2xl:hidden" />
            <Head>{t('columns.serving')}</Head>
            <Head className="w-[30%] lg:w-[24%]">{t('columns.now')}</Head>
            <Head className="w-38 max-xl:hidden">{t('columns.use')}</Head>
            <SortHead column="deployed" view={view} onView={onView} className="w-28 max-lg:hidden" />
            <Head className="w-28 max-2xl:hidden">{t('columns.open')}</Head>
          </tr>
        </thead>
        <tbody ref={body}>
          {above > 0 && <Space heightPx={above} />}
          {items.map((item) => {
            const environment = environments[item.index]
            if (environment === undefined) return null
            return (
              <Row
                key={environment.id}
                index={item.index}
                environment={environment}
                chosen={chosen.has(environment.id)}
                onToggle={toggle}
              />
            )
          })}
          {below > 0 && <Space heightPx={below} />}
        </tbody>
      </table>
    </div>
  )
})

/** Not as wide as the table: it would bring back the columns that a narrow screen leaves out. */
function Space({ heightPx }: { heightPx: number }) {
  return (
    <tr>
      <td style={{ height: heightPx }} className="p-0" />
    </tr>
  )
}

function Head({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`h-9 px-3 font-medium first:pr-0 first:pl-4 last:pr-4 ${className}`}>
      {children}
    </th>
  )
}

type SortHeadProps = { column: SortColumn; view: FleetView; onView: (view: FleetView) => void; className: string }

function SortHead({ column, view, onView, className }: SortHeadProps) {
  const t = useTranslations('fleet')
  const sorted = view.sort === column
  const Icon = view.descending ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={sorted ? (view.descending ? 'descending' : 'ascending') : undefined}
      className={`h-9 px-3 font-medium ${className}`}
    >
      <button
        type="button"
        title={t('sortBy', { column: t(`columns.${column}`) })}
        onClick={() => onView({ ...view, sort: column, descending: sorted && !view.descending })}
        className="-mx-1 inline-flex h-6 items-center gap-1 rounded-control px-1 hover:text-text"
      >
        {t(`columns.${column}`)}
        {sorted && <Icon aria-hidden="true" className="size-3.5" />}
      </button>
    </th>
  )
}

const cell = 'px-3 first:pr-0 first:pl-4 last:pr-4'

type RowProps = { environment: Environment; index: number; chosen: boolean; onToggle: (id: string) => void }

const Row = memo(function Row({ environment, index, chosen, onToggle }: RowProps) {
  const t = useTranslations()
  const { name, serving } = environment
  const release = environment.release ?? t('fleet.releaseUnknown')
  return (
    <tr
      aria-rowindex={index + 2}
      style={{ height: rowHeightPx }}
      className={`border-b border-line last:border-b-0 ${chosen ? 'bg-accent/8' : 'hover:bg-sunken/60'}`}
    >
      <td className={cell}>
        <input
          type="checkbox"
          aria-label={t('fleet.choose', { name })}
          checked={chosen}
          onChange={() => onToggle(environment.id)}
          className="block size-4 accent-accent"
        />
      </td>
      <th scope="row" className={`${cell} text-left font-semibold`}>
        <Link
          href={`/environments/${name}`}
          title={name}
          prefetch={false}
          className="block truncate rounded-control hover:underline"
        >
          {name}
        </Link>
        <span className="block truncate text-xs font-normal text-quiet">
          {t(`status.environmentKind.${environment.kind}`)}
          <span className="2xl:hidden"> · {release}</span>
        </span>
      </th>
      <td className={cell}>
        <HealthStatus of={environment.health} />
      </td>
      <td className={`${cell} truncate max-2xl:hidden`}>{release}</td>
      <td className={cell}>
        {serving === null ? (
          <span className="text-quiet">{t('common.nothingYet')}</span>
        ) : (
          <Commit commit={serving.commit} subject={serving.commitSubject} />
        )}
      </td>
      <td className={cell}>
        <NowRunning environment={environment} />
      </td>
      <td className={`${cell} max-xl:hidden`}>
        <Suspense fallback={null}>
          <UsageLines environmentId={environment.id} />
        </Suspense>
      </td>
      <td className={`${cell} text-quiet max-lg:hidden`}>
        {serving?.servedAt != null && <Ago at={serving.servedAt} />}
      </td>
      <td className={`${cell} max-2xl:hidden`}>
        <EnvironmentLinks environment={environment} />
      </td>
    </tr>
  )
})
