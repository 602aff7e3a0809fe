'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { refusalText } from './refusal-text.ts'
import { signInWithPassword } from './sign-in.ts'

type PasswordFormProps = { onSignedIn: () => void; onSecondFactor: (ticket: string) => void }

/** Address and password; a second factor, where there is one, is asked for afterwards. */
export function PasswordForm({ onSignedIn, onSecondFactor }: PasswordFormProps) {
  const t = useTranslations('signIn')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const first = useMutation({
    mutationFn: signInWithPassword,
    onSuccess: (answer) => (answer.state === 'second-factor' ? onSecondFactor(answer.ticket) : onSignedIn()),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    first.mutate({ email, password })
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <TextField
        label={t('email')}
        type="email"
        name="email"
        required
        autoComplete="username webauthn"
        value={email}
        onChange={setEmail}
      />
      <TextField
        label={t('password')}
        error={refusalText(t, first.error)}
        type="password"
        name="password"
        required
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" variant="primary" busy={first.isPending} className="h-9 w-full justify-center">
        {t('signIn')}
      </Button>
    </form>
  )
}
