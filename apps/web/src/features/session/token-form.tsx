'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { ApiRefusal } from '#lib/api-client.ts'
import { signIn } from './sign-in.ts'

/** Signs in by a token: the way of the first run, and back in. */
export function TokenForm({ onSignedIn }: { onSignedIn: () => void }) {
  const t = useTranslations('session')
  const [token, setToken] = useState('')
  const exchange = useMutation({ mutationFn: signIn, onSuccess: onSignedIn })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    exchange.mutate(token)
  }
  return (
    <form onSubmit={submit} className="space-y-5">
      <TextField
        label={t('ownerToken')}
        help={t.rich('ownerTokenHelp', {
          code: (words) => <code className="font-mono whitespace-nowrap text-text">{words}</code>,
        })}
        error={exchange.isError ? tokenRefusal(t, exchange.error) : undefined}
        type="password"
        name="token"
        required
        autoComplete="current-password"
        placeholder="fun_…"
        value={token}
        onChange={setToken}
        mono
      />
      <Button type="submit" variant="primary" busy={exchange.isPending} className="h-9 w-full justify-center">
        {t('signIn')}
      </Button>
    </form>
  )
}

function tokenRefusal(t: ReturnType<typeof useTranslations<'session'>>, error: Error): string {
  if (!(error instanceof ApiRefusal)) return t('unreachable')
  if (error.problem.status === 401) return t('notValid')
  return [error.problem.detail, error.problem.cure].filter(Boolean).join(' ')
}
