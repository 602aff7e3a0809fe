'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { Mark } from '#components/ui/mark.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** Until accounts exist, one owner token opens the portal. `to` is the path to go to afterwards. */
export function SignInPage({ to }: { to: string }) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const t = useTranslations()
  const goOn = () => {
    queryClient.clear()
    router.replace(to)
  }
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-12">
      <title>{t('common.title', { page: t('session.signIn') })}</title>
      <div className="w-full max-w-96">
        <Mark className="size-8" />
        <h1 className="mt-6 mb-6 text-xl font-semibold">{t('session.signInTo')}</h1>
        <SignInForm onSignedIn={goOn} />
      </div>
    </main>
  )
}
