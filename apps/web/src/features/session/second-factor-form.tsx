'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { refusalText } from './refusal-text.ts'
import { signInWithSecondFactor } from './sign-in.ts'

type SecondFactorFormProps = { ticket: string; onSignedIn: () => void; onBack: () => void }

/** The code of the application, or a recovery code in its place. */
export function SecondFactorForm({ ticket, onSignedIn, onBack }: SecondFactorFormProps) {
  const t = useTranslations('signIn')
  const [byRecoveryCode, setByRecoveryCode] = useState(false)
  const [text, setText] = useState('')
  const second = useMutation({ mutationFn: signInWithSecondFactor, onSuccess: onSignedIn })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    second.mutate(byRecoveryCode ? { ticket, recoveryCode: text } : { ticket, code: text })
  }
  const change = () => {
    setByRecoveryCode(!byRecoveryCode)
    setText('')
    second.reset()
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <TextField
        key={String(byRecoveryCode)}
        label={byRecoveryCode ? t('recoveryCode') : t('code')}
        help={byRecoveryCode ? t('recoveryCodeHelp') : t('codeHelp')}
        error={refusalText(t, second.error)}
        name="code"
        required
        autoComplete={byRecoveryCode ? 'off' : 'one-time-code'}
        value={text}
        onChange={setText}
        mono
      />
      <Button type="submit" variant="primary" busy={second.isPending} className="h-9 w-full justify-center">
        {t('goOn')}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button variant="quiet" onClick={change}>
          {byRecoveryCode ? t('useCode') : t('useRecoveryCode')}
        </Button>
        <Button variant="quiet" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </form>
  )
}
