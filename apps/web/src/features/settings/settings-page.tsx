'use client'

import { BookOpen } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { buttonClass } from '#components/ui/button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { referencePath } from '#lib/reference-path.ts'
import { InstallationSettings } from './installation-settings.tsx'
import { ProvidersCard } from './providers-card.tsx'
import { SignInWays } from './sign-in-ways.tsx'

/** How people sign in, and how the installation runs. */
export function SettingsPage() {
  const t = useTranslations()
  const title = t('settings.title')
  return (
    <>
      <title>{t('common.title', { page: title })}</title>
      <PageHeader
        title={title}
        summary={t('settings.text')}
        actions={
          <a href={referencePath} className={buttonClass('secondary')}>
            <BookOpen aria-hidden="true" className="size-4" />
            {t('shell.apiReference')}
          </a>
        }
      />
      <ProvidersCard />
      <SignInWays />
      <InstallationSettings />
    </>
  )
}
