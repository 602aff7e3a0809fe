'use client'

import type { Account } from '@fun/contract/accounts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { TextField } from '#components/ui/field.tsx'
import { fieldError } from '#features/session/refusal-text.ts'
import { accountKey, rename } from './account-calls.ts'

/** Name and address. */
export function ProfileCard({ account }: { account: Account }) {
  const t = useTranslations('account')
  const client = useQueryClient()
  const [name, setName] = useState(account.name)
  const save = useMutation({
    mutationFn: rename,
    onSuccess: (saved) => client.setQueryData(accountKey, saved),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(name)
  }
  const changed = name.trim() !== account.name
  return (
    <Card title={t('profile')}>
      <form onSubmit={submit} className="space-y-4 p-4">
        <TextField label={t('email')} value={account.email} onChange={() => undefined} disabled />
        <TextField
          label={t('name')}
          error={fieldError(save.error, 'name') ?? save.error?.message}
          name="name"
          autoComplete="name"
          required
          value={name}
          onChange={setName}
        />
        <div className="flex items-center gap-3">
          <Button type="submit" busy={save.isPending} disabled={!changed}>
            {t('save')}
          </Button>
          <p role="status" className="text-sm text-quiet">
            {save.isSuccess && !changed ? t('saved') : ''}
          </p>
        </div>
      </form>
    </Card>
  )
}
