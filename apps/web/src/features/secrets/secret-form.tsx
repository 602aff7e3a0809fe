'use client'

import { type Secret, secret, secretName, setSecretRequest } from '@fun/contract/secrets'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { showToast } from '#lib/toast.ts'
import { useSecretChange } from './secret-changes.ts'

type SecretFormProps = {
  environment: string
  /** The secret that gets a new value; absent: a new one. */
  name?: string
  onClose: () => void
}

/** A value goes in; it is never shown, not even while it is typed. */
export function SecretForm({ environment, name: given, onClose }: SecretFormProps) {
  const t = useTranslations('secrets')
  const [name, setName] = useState(given ?? '')
  const [value, setValue] = useState('')
  const [tried, setTried] = useState(false)
  const set = useSecretChange<Secret>(environment, (done) => {
    showToast('success', t('setDone', { name: done.name }))
    onClose()
  })
  const named = secretName.safeParse(name)
  const valued = setSecretRequest.safeParse({ value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (named.success && valued.success) set.mutate({ schema: secret, path: name, method: 'PUT', body: { value } })
  }
  return (
    <form onSubmit={submit} noValidate className="space-y-4 border-b border-line bg-sunken/40 px-4 py-4">
      <div className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
        {given === undefined && (
          <TextField
            label={t('name')}
            help={t('nameHelp')}
            error={tried ? named.error?.issues[0]?.message : undefined}
            value={name}
            onChange={(next) => setName(next.toUpperCase())}
            mono
          />
        )}
        <TextField
          label={given === undefined ? t('value') : t('valueOf', { name: given })}
          help={t('valueHelp')}
          error={tried ? valued.error?.issues[0]?.message : undefined}
          type="password"
          autoComplete="new-password"
          value={value}
          onChange={setValue}
        />
      </div>
      {set.isError && <ProblemNotice error={set.error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={set.isPending}>
          {t('set')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </form>
  )
}
