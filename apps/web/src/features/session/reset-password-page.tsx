'use client'

import { useMutation } from '@tanstack/react-query'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { useFragment } from '#lib/fragment.ts'
import { Entrance } from './entrance.tsx'
import { fieldError, refusalText } from './refusal-text.ts'
import { usePasswordReset as setPasswordByLink } from './sign-in.ts'

/** Where the link of a reset leads. */
export function ResetPasswordPage() {
  const t = useTranslations('signIn')
  const token = useFragment('code')
  const [password, setPassword] = useState('')
  const reset = useMutation({ mutationFn: setPasswordByLink })
  if (token === undefined) return null
  if (token === null)
    return (
      <Entrance title={t('resetUse')} text={t('resetNoLink')}>
        {null}
      </Entrance>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    reset.mutate({ token, password })
  }
  if (reset.isSuccess)
    return (
      <Entrance title={t('resetUse')} text={<p role="status">{t('resetDone')}</p>}>
        <Link href="/sign-in" className="text-sm font-medium text-accent hover:underline">
          {t('signIn')}
        </Link>
      </Entrance>
    )
  return (
    <Entrance title={t('resetUse')}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label={t('newPassword')}
          help={t('newPasswordHelp')}
          error={fieldError(reset.error, 'password') ?? refusalText(t, reset.error)}
          type="password"
          name="password"
          required
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" variant="primary" busy={reset.isPending} className="h-9 w-full justify-center">
          {t('resetSave')}
        </Button>
      </form>
    </Entrance>
  )
}
