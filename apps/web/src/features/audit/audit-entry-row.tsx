'use client'

import type { AuditEntry } from '@fun/contract/audit'
import { Ban, Check, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { AttributeTable } from '#components/ui/attribute-table.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Ago } from '#components/ui/time.tsx'
import { attributesOf, differencesOf } from '#lib/attribute-diff.ts'

/** One entry as a line; opened, what was before and after, and from where. */
export function AuditEntryRow({ entry }: { entry: AuditEntry }) {
  const t = useTranslations('audit')
  // A closed entry draws nothing of its inside: there are many.
  const [isOpen, setOpen] = useState(false)
  const isDone = entry.result === 'done'
  const Icon = isDone ? Check : Ban
  return (
    <li className="border-b border-line last:border-b-0">
      <details onToggle={(event) => setOpen(event.currentTarget.open)} className="group">
        <summary className="flex min-h-10 list-none flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-1.5 text-sm -outline-offset-2 hover:bg-sunken">
          <ChevronRight
            aria-hidden="true"
            className="size-4 shrink-0 text-quiet transition-transform group-open:rotate-90"
          />
          <span
            className={`inline-flex w-20 items-center gap-1 text-xs font-medium ${isDone ? 'text-good' : 'text-bad'}`}
          >
            <Icon aria-hidden="true" className="size-3.5" />
            {t(`results.${entry.result}`)}
          </span>
          <code className="font-mono text-xs font-medium">{entry.action}</code>
          <span dir="auto" className="min-w-0 flex-1 basis-32 break-all">
            {entry.subject}
          </span>
          <span className="min-w-0 text-xs break-all text-quiet">{entry.principal}</span>
          <Ago at={entry.at} className="text-xs text-quiet" />
        </summary>
        {isOpen && <EntryDetails entry={entry} />}
      </details>
    </li>
  )
}

function EntryDetails({ entry }: { entry: AuditEntry }) {
  const t = useTranslations('audit')
  const { before, after, detail, clientAddress, userAgent, requestId, sequence, hash, at } = entry
  const facts = [...attributesOf(detail)].map(([label, value]) => ({ label, value, wide: value.length > 40 }))
  return (
    <div className="space-y-3 border-t border-line bg-sunken/40 px-4 py-3 text-sm">
      {facts.length > 0 && <Facts facts={facts} />}
      {(before !== null || after !== null) && (
        <AttributeTable
          caption={t('changes')}
          names={[t('before'), t('after')]}
          rows={differencesOf(before ?? {}, after ?? {})}
          empty={t('noDifference')}
        />
      )}
      <Facts
        facts={[
          { label: t('time'), value: <time dateTime={at}>{at}</time> },
          { label: t('clientAddress'), value: clientAddress },
          { label: t('requestId'), value: requestId },
          { label: t('sequence'), value: String(sequence) },
          { label: t('userAgent'), wide: true, value: userAgent },
          { label: t('hash'), wide: true, value: <code className="font-mono text-xs break-all">{hash}</code> },
        ]}
      />
    </div>
  )
}
