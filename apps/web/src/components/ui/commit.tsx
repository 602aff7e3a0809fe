'use client'

import { useTranslations } from 'use-intl'
import { CopyButton } from './copy-button.tsx'

/** A commit by its first seven characters, its subject, and a button that copies the whole of it. */
export function Commit({
  commit,
  subject,
  copyable = false,
}: {
  commit: string
  subject?: string
  copyable?: boolean
}) {
  const t = useTranslations('common')
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <code className="shrink-0 font-mono text-xs" title={commit}>
        {commit.slice(0, 7)}
      </code>
      {copyable && <CopyButton text={commit} label={t('commit', { commit: commit.slice(0, 7) })} />}
      {subject !== undefined && subject !== '' && (
        <span dir="auto" className="min-w-0 truncate" title={subject}>
          {subject}
        </span>
      )}
    </span>
  )
}
