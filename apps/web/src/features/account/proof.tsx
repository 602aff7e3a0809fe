'use client'

import { useMutation } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { TextField } from '#components/ui/field.tsx'
import { ApiRefusal } from '#lib/api-client.ts'
import { confirmSession } from './account-calls.ts'

type Proved = <T>(call: () => Promise<T>) => Promise<T>
const ProofContext = createContext<Proved>((call) => call())

/** Makes a call; when it wants a fresh proof of who sits here, asks for the password and makes it again. */
export const useProof = (): Proved => useContext(ProofContext)

type Waiting = { proceed: () => void; giveUp: () => void }

export function ProofProvider({ withCode, children }: { withCode: boolean; children: ReactNode }) {
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const proved: Proved = async (call) => {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.problem.code !== 'confirmation-needed') throw error
      await new Promise<void>((resolve, reject) => setWaiting({ proceed: resolve, giveUp: () => reject(error) }))
      return call()
    }
  }
  const end = (how: keyof Waiting) => {
    waiting?.[how]()
    setWaiting(null)
  }
  return (
    <ProofContext value={proved}>
      {children}
      {waiting !== null && (
        <ProofDialog withCode={withCode} onProved={() => end('proceed')} onClose={() => end('giveUp')} />
      )}
    </ProofContext>
  )
}

type ProofDialogProps = { withCode: boolean; onProved: () => void; onClose: () => void }

function ProofDialog({ withCode, onProved, onClose }: ProofDialogProps) {
  const t = useTranslations('account')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const confirm = useMutation({ mutationFn: confirmSession, onSuccess: onProved })
  return (
    <ConfirmDialog
      title={t('prove')}
      verb={t('proveVerb')}
      variant="primary"
      wayOut="cancel"
      busy={confirm.isPending}
      disabled={password === '' || (withCode && code === '')}
      error={confirm.error}
      onConfirm={() => confirm.mutate({ password, ...(withCode ? { code } : {}) })}
      onClose={onClose}
    >
      <p>{t('proveText')}</p>
      <TextField
        label={t('password')}
        help={t('proveElse')}
        type="password"
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      {withCode && (
        <TextField
          label={t('proveCode')}
          name="code"
          autoComplete="one-time-code"
          value={code}
          onChange={setCode}
          mono
        />
      )}
    </ConfirmDialog>
  )
}
