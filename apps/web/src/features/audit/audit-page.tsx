'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { auditQuery, everything } from '#lib/audit-filter.ts'
import { useSettled } from '#lib/use-settled.ts'
import { AuditEntryRow } from './audit-entry-row.tsx'
import { AuditFilterForm } from './audit-filter-form.tsx'
import { useAudit } from './audit-queries.ts'
import { Verification } from './verification.tsx'

const restMs = 300

/** Who changed what: found by a filter, taken out as a file, and checked for gaps. */
export function AuditPage() {
  const t = useTranslations()
  const [choice, setChoice] = useState(everything)
  const query = useSettled(String(auditQuery(choice)), restMs)
  const entries = useAudit(query)
  const trouble = entries.error ?? (entries.data === undefined ? entries.failureReason : null)
  const title = t('audit.title')
  return (
    <>
      <title>{t('common.title', { page: title })}</title>
      <PageHeader
        title={title}
        summary={t('audit.text')}
        actions={
          <a
            href={`/api/v1/audit/export${query === '' ? '' : `?${query}`}`}
            download="audit.jsonl"
            className={buttonClass('secondary')}
          >
            <Download aria-hidden="true" className="size-3.5" />
            {query === '' ? t('audit.exportAll') : t('audit.exportFiltered')}
          </a>
        }
      />
      <Verification />
      <AuditFilterForm choice={choice} onChange={setChoice} />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {entries.isPending && trouble === null && <Skeleton label={title} />}
      {entries.data !== undefined && (
        <div className="overflow-hidden rounded-card border border-line bg-surface">
          {entries.data.length === 0 && (
            <p className="px-4 py-4 text-sm text-quiet">{query === '' ? t('audit.none') : t('audit.noMatch')}</p>
          )}
          <ol>
            {entries.data.map((each) => (
              <AuditEntryRow key={each.id} entry={each} />
            ))}
          </ol>
          {entries.hasNextPage && (
            <div className="border-t border-line px-4 py-3">
              <Button busy={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
                {t('audit.more')}
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}
