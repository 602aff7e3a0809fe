'use client'

import { TriangleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { AttributeTable } from '#components/ui/attribute-table.tsx'
import { Button } from '#components/ui/button.tsx'
import type { AttributeRow } from '#lib/attribute-diff.ts'

type ConflictNoticeProps = {
  rows: readonly AttributeRow[]
  /** A save was stopped by it: it comes into view and takes the focus. */
  stopped: boolean
  onDiscard: () => void
  onMerge: () => void
}

/** Somebody else saved while this person was editing: what they changed, and the two ways on. */
export function ConflictNotice({ rows, stopped, onDiscard, onMerge }: ConflictNoticeProps) {
  const t = useTranslations('configuration')
  const notice = useRef<HTMLElement>(null)
  useEffect(() => {
    if (stopped) notice.current?.focus()
  }, [stopped])
  return (
    <section
      ref={notice}
      role="alert"
      tabIndex={-1}
      className="scroll-mt-16 rounded-card border border-warn bg-surface p-4 text-sm"
    >
      <h2 className="flex items-center gap-2 font-semibold">
        <TriangleAlert aria-hidden="true" className="size-4 text-warn" />
        {t('conflict')}
      </h2>
      <p className="mt-1 mb-3 text-quiet">{t('conflictText')}</p>
      <AttributeTable caption={t('conflict')} names={[t('before'), t('after')]} rows={rows} empty="" />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button variant="primary" onClick={onMerge}>
          {t('merge')}
        </Button>
        <Button onClick={onDiscard}>{t('takeTheirs')}</Button>
      </div>
    </section>
  )
}
