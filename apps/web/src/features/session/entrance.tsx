'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Mark } from '#components/ui/mark.tsx'

/** The frame of pages that need no session: one column, in the middle. */
export function Entrance({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const t = useTranslations('common')
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-12">
      <title>{t('title', { page: title })}</title>
      <div className="w-full max-w-96">
        <Mark className="size-8" />
        <h1 className="mt-6 text-xl font-semibold">{title}</h1>
        {text !== undefined && <div className="mt-2 text-sm text-quiet">{text}</div>}
        <div className="mt-6">{children}</div>
      </div>
    </main>
  )
}
