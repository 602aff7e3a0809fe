'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { TextField } from '#components/ui/field.tsx'
import { fieldError } from '#features/session/refusal-text.ts'
import { confirmTotp } from './account-calls.ts'
import { useProof } from './proof.tsx'
import { QrCode } from './qr-code.tsx'

type TotpSetupProps = { setup: { secret: string; uri: string }; onConfirmed: (codes: readonly string[]) => void }

/** The key as a QR code and in letters, and the first code that shows that it works. */
export function TotpSetup({ setup, onConfirmed }: TotpSetupProps) {
  const t = useTranslations('account')
  const proved = useProof()
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => proved(() => confirmTotp(code)),
    onSuccess: ({ codes }) => onConfirmed(codes),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <p className="text-quiet">{t('scan')}</p>
      <QrCode text={setup.uri} label={t('qrCode')} />
      <CommandLine name={t('key')} command={setup.secret} />
      <TextField
        label={t('code')}
        error={fieldError(confirm.error, 'code') ?? confirm.error?.message}
        name="code"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={setCode}
        mono
      />
      <Button type="submit" variant="primary" busy={confirm.isPending}>
        {t('confirmCode')}
      </Button>
    </form>
  )
}
