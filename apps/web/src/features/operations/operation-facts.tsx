'use client'

import type { Operation } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'
import { Commit } from '#components/ui/commit.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { Ago } from '#components/ui/time.tsx'
import { TriggerName } from '#components/ui/trigger-name.tsx'

type Result = Operation['result']

/** Who asked, since when, for what. */
export function OperationFacts({ operation }: { operation: Operation }) {
  const t = useTranslations('operation')
  const { result } = operation
  const commit = textOf(result, 'commit')
  const subject = textOf(result, 'commitSubject')
  const facts: Fact[] = [
    {
      label: t('commit'),
      wide: true,
      value: commit === null ? null : <Commit commit={commit} {...(subject === null ? {} : { subject })} copyable />,
    },
    { label: t('triggeredBy'), value: <TriggerName label={operation.trigger} /> },
    { label: t('queuedAt'), value: <Ago at={operation.queuedAt} /> },
    { label: t('attempts'), value: operation.attempts > 1 ? operation.attempts : null },
    { label: t('waitsFor'), wide: true, value: operation.state === 'queued' ? operation.waitingFor : null },
  ]
  return (
    <div className="rounded-card border border-line bg-surface px-4 py-3">
      <Facts facts={facts} />
      <Details result={result} />
    </div>
  )
}

function textOf(result: Result, key: string): string | null {
  const value = result[key]
  return typeof value === 'string' && value !== '' ? value : null
}

// Shown in a place of their own.
const shownElsewhere = new Set(['commit', 'commitSubject', 'plan', 'urls'])

/** Everything else that it noted: for whoever looks closely, and folded until then. */
function Details({ result }: { result: Result }) {
  const t = useTranslations('operation')
  const rest = Object.fromEntries(Object.entries(result).filter(([key]) => !shownElsewhere.has(key)))
  if (Object.keys(rest).length === 0) return null
  return (
    <details className="mt-3 text-sm">
      <summary className="w-fit rounded-control text-quiet hover:text-text">{t('details')}</summary>
      <section aria-label={t('details')} tabIndex={0} className="mt-2 max-h-80 overflow-auto rounded-control bg-sunken">
        <pre className="px-3 py-2 font-mono text-xs leading-5 break-all whitespace-pre-wrap">
          {JSON.stringify(rest, null, 2)}
        </pre>
      </section>
    </details>
  )
}
