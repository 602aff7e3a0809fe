'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { noteSessionStart } from '#lib/session-end.ts'
import { OtherWays } from './other-ways.tsx'
import { PasswordForm } from './password-form.tsx'
import { ResetForm } from './reset-form.tsx'
import { SecondFactorForm } from './second-factor-form.tsx'
import { signInOptionsQuery } from './sign-in.ts'
import { TokenForm } from './token-form.tsx'

type Step = { name: 'password' } | { name: 'second-factor'; ticket: string } | { name: 'reset' } | { name: 'token' }

/** The form that opens a session: on its own page, and over a page whose session ended. `to`: where a provider sends back to. */
export function SignInForm({ onSignedIn, to = '/' }: { onSignedIn: () => void; to?: string }) {
  const t = useTranslations('signIn')
  const options = useQuery(signInOptionsQuery)
  const [chosen, setChosen] = useState<Step | null>(null)
  // Before there is an owner, nobody has a password.
  const step = chosen ?? { name: options.data?.firstRun === true ? 'token' : 'password' }
  const done = () => {
    noteSessionStart()
    onSignedIn()
  }
  const toPassword = () => setChosen({ name: 'password' })
  switch (step.name) {
    case 'second-factor':
      return <SecondFactorForm ticket={step.ticket} onSignedIn={done} onBack={toPassword} />
    case 'reset':
      return <ResetForm onBack={toPassword} />
    case 'token':
      return (
        <div className="space-y-4">
          <TokenForm onSignedIn={done} />
          {options.data?.firstRun !== true && (
            <Button variant="quiet" onClick={toPassword}>
              {t('withPassword')}
            </Button>
          )}
        </div>
      )
    case 'password':
      return (
        <div className="space-y-4">
          <PasswordForm onSignedIn={done} onSecondFactor={(ticket) => setChosen({ name: 'second-factor', ticket })} />
          {options.data !== undefined && (
            <OtherWays passkey={options.data.passkey} providers={options.data.providers} to={to} onSignedIn={done} />
          )}
          <div className="flex flex-wrap justify-between gap-2">
            <Button variant="quiet" onClick={() => setChosen({ name: 'token' })}>
              {t('withToken')}
            </Button>
            {options.data?.resetByMail === true && (
              <Button variant="quiet" onClick={() => setChosen({ name: 'reset' })}>
                {t('forgotten')}
              </Button>
            )}
          </div>
        </div>
      )
  }
}
