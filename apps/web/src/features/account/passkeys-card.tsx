'use client'

import type { Account } from '@fun/contract/accounts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Ago } from '#components/ui/time.tsx'
import { refusalText } from '#features/session/refusal-text.ts'
import { accountKey, addPasskey, removePasskey } from './account-calls.ts'
import { useProof } from './proof.tsx'
import { RemovableList } from './removable-list.tsx'

/** Passkeys of the account. `available`: whether this address of the portal knows passkeys. */
export function PasskeysCard({ account, available }: { account: Account; available: boolean }) {
  const t = useTranslations('account')
  return (
    <Card title={t('passkeys')}>
      <div className="space-y-4 p-4 text-sm">
        <p className="text-quiet">{available ? t('passkeysText') : t('passkeysUnavailable')}</p>
        <RemovableList
          items={account.passkeys.map((each) => ({ ...each, detail: <PasskeyDetail passkey={each} /> }))}
          empty={t('passkeyNone')}
          consequence={t('removePasskeyText')}
          remove={removePasskey}
        />
        {available && <AddPasskey />}
      </div>
    </Card>
  )
}

function PasskeyDetail({ passkey }: { passkey: Account['passkeys'][number] }) {
  const t = useTranslations('account')
  return (
    <>
      {passkey.backedUp && `${t('backedUp')} · `}
      {passkey.lastUsedAt === null ? (
        t('neverUsed')
      ) : (
        <>
          {t('lastUsed')} <Ago at={passkey.lastUsedAt} />
        </>
      )}
    </>
  )
}

function AddPasskey() {
  const t = useTranslations('account')
  const tSignIn = useTranslations('signIn')
  const proved = useProof()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const add = useMutation({
    mutationFn: () => proved(() => addPasskey(name)),
    onSuccess: () => {
      setName('')
      return client.invalidateQueries({ queryKey: accountKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  const cancelled = add.error?.name === 'NotAllowedError'
  return (
    <form onSubmit={submit} className="flex flex-wrap items-start gap-2">
      <TextField
        label={t('passkeyName')}
        placeholder={t('passkeyNamePlaceholder')}
        error={cancelled ? t('passkeyCancelled') : refusalText(tSignIn, add.error)}
        name="passkey-name"
        required
        value={name}
        onChange={setName}
        className="min-w-40 flex-1"
      />
      <Button type="submit" busy={add.isPending} className="mt-6">
        {t('passkeyAdd')}
      </Button>
    </form>
  )
}
