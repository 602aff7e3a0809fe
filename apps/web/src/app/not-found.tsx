'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'

export default function NotFound() {
  const t = useTranslations('common')
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <title>{t('title', { page: t('notFound') })}</title>
      <div className="max-w-96 text-sm">
        <h1 className="text-xl font-semibold">{t('notFound')}</h1>
        <p className="mt-2 text-quiet">{t('notFoundText')}</p>
        <Link href="/" className="mt-4 inline-block rounded-control font-medium text-accent underline">
          {t('toFleet')}
        </Link>
      </div>
    </main>
  )
}
