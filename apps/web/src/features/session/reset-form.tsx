'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { refusalText } from './refusal-text.ts'
import { askPasswordReset } from './sign-in.ts'

/** Asks for a mail with a link to choose a new password. */
export function ResetForm({ onBack }: { onBack: () => void }) {
  const t = useTranslations('signIn')
  const [email, setEmail] = useState('')
  const ask = useMutation({ mutationFn: askPasswordReset })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate(email)
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <p role="status" className="text-sm text-quiet">
        {ask.isSuccess ? t('resetSent', { email }) : t('resetAsk')}
      </p>
      {!ask.isSuccess && (
        <>
          <TextField
            label={t('email')}
            error={refusalText(t, ask.error)}
            type="email"
            name="email"
            required
            autoComplete="username"
            value={email}
            onChange={setEmail}
          />
          <Button type="submit" variant="primary" busy={ask.isPending} className="h-9 w-full justify-center">
            {t('resetSend')}
          </Button>
        </>
      )}
      <Button variant="quiet" onClick={onBack}>
        {t('back')}
      </Button>
    </form>
  )
}
