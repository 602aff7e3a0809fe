'use client'

import { useMutation } from '@tanstack/react-query'
import { Fingerprint, LogIn } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { refusalText } from './refusal-text.ts'
import { providerAddress, signInWithPasskey } from './sign-in.ts'

type OtherWaysProps = {
  passkey: boolean
  providers: readonly { name: string; title: string }[]
  /** Path to come back to. */
  to: string
  onSignedIn: () => void
}

/** Passkey and providers: one button each. */
export function OtherWays({ passkey, providers, to, onSignedIn }: OtherWaysProps) {
  const t = useTranslations('signIn')
  const byPasskey = useMutation({ mutationFn: signInWithPasskey, onSuccess: onSignedIn })
  const refusal = refusalText(t, byPasskey.error)
  if (!passkey && providers.length === 0) return null
  return (
    <div className="space-y-2">
      <p className="flex items-center gap-3 text-xs text-quiet before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t('or')}
      </p>
      {passkey && (
        <Button busy={byPasskey.isPending} onClick={() => byPasskey.mutate()} className="h-9 w-full justify-center">
          <Fingerprint aria-hidden="true" className="size-4" />
          {t('withPasskey')}
        </Button>
      )}
      {refusal !== undefined && (
        <p role="alert" className="text-xs font-medium text-bad">
          {refusal}
        </p>
      )}
      {providers.map(({ name, title }) => (
        <a
          key={name}
          href={providerAddress(name, to)}
          className="flex h-9 w-full items-center justify-center gap-1.5 rounded-control border border-edge bg-surface px-3 text-sm font-medium hover:bg-sunken"
        >
          <LogIn aria-hidden="true" className="size-4" />
          {t('withProvider', { title })}
        </a>
      ))}
    </div>
  )
}
