'use client'

import type { Account } from '@fun/contract/accounts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { TextField } from '#components/ui/field.tsx'
import { fieldError, refusalText } from '#features/session/refusal-text.ts'
import { ApiRefusal } from '#lib/api-client.ts'
import { accountKey, changePassword } from './account-calls.ts'
import { useProof } from './proof.tsx'

/** Changes the password, or sets the first one of somebody who signs in otherwise. */
export function PasswordCard({ account }: { account: Account }) {
  const t = useTranslations('account')
  const tSignIn = useTranslations('signIn')
  const proved = useProof()
  const client = useQueryClient()
  const [current, setCurrent] = useState('')
  const [wanted, setWanted] = useState('')
  const change = useMutation({
    mutationFn: () =>
      proved(() =>
        changePassword({ newPassword: wanted, ...(account.hasPassword ? { currentPassword: current } : {}) }),
      ),
    onSuccess: () => {
      setCurrent('')
      setWanted('')
      return client.invalidateQueries({ queryKey: accountKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  const ofFields = change.error instanceof ApiRefusal && change.error.problem.errors !== undefined
  return (
    <Card title={t('password')}>
      <form onSubmit={submit} className="space-y-4 p-4">
        <input type="hidden" name="username" autoComplete="username" value={account.email} readOnly />
        {account.hasPassword && (
          <TextField
            label={t('currentPassword')}
            error={fieldError(change.error, 'currentPassword')}
            type="password"
            autoComplete="current-password"
            required
            value={current}
            onChange={setCurrent}
          />
        )}
        <TextField
          label={t('newPassword')}
          help={t('newPasswordHelp')}
          error={
            fieldError(change.error, 'newPassword') ??
            fieldError(change.error, 'password') ??
            (ofFields ? undefined : refusalText(tSignIn, change.error))
          }
          type="password"
          autoComplete="new-password"
          required
          value={wanted}
          onChange={setWanted}
        />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" busy={change.isPending}>
            {account.hasPassword ? t('changePassword') : t('setPassword')}
          </Button>
          <p role="status" className="text-sm text-quiet">
            {change.isSuccess && wanted === '' ? t('passwordChanged') : ''}
          </p>
        </div>
      </form>
    </Card>
  )
}
