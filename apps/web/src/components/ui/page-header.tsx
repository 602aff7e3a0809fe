'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'

type PageHeaderProps = {
  /** Where this page is found; the last part is the page itself and is not repeated here. */
  trail?: { href: string; name: string }[]
  title: ReactNode
  status?: ReactNode
  /** One line below the title. */
  summary?: ReactNode
  /** The primary action first. */
  actions?: ReactNode
}

/** What this is, how it is, and what can be done about it. */
export function PageHeader({ trail = [], title, status, summary, actions }: PageHeaderProps) {
  const t = useTranslations('common')
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {trail.length > 0 && (
          <nav aria-label={t('breadcrumb')} className="mb-1 flex flex-wrap gap-1.5 text-sm text-quiet">
            {trail.map((each, index) => (
              <span key={each.href} className="flex gap-1.5">
                {index > 0 && <span aria-hidden="true">/</span>}
                <Link href={each.href} className="rounded-control hover:text-text hover:underline">
                  {each.name}
                </Link>
              </span>
            ))}
          </nav>
        )}
        <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold break-all">{title}</h1>
          {status}
        </div>
        {summary !== undefined && <div className="text-sm text-quiet">{summary}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}
