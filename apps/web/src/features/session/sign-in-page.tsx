'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { useFragment } from '#lib/fragment.ts'
import { Entrance } from './entrance.tsx'
import { ProviderProblem } from './provider-problem.tsx'
import { signInOptionsQuery } from './sign-in.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Opens a session. `to` is the path to go to afterwards. */
export function SignInPage({ to }: { to: string }) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const t = useTranslations('session')
  const problem = useFragment('problem')
  const goOn = async () => {
    const { firstRun } = await queryClient.fetchQuery(signInOptionsQuery)
    queryClient.clear()
    router.replace(firstRun ? '/welcome' : to)
  }
  return (
    <Entrance title={t('signInTo')}>
      <ProviderProblem code={problem} />
      <SignInForm onSignedIn={() => void goOn()} to={to} />
    </Entrance>
  )
}
