'use client'

import { type Environment, operation } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { callApi } from '#lib/api-client.ts'
import { type ActionName, actions, offeredActions } from './action-words.ts'

/** What can be done with an environment now. Every action asks first, and says what will happen. */
export function EnvironmentActions({ environment }: { environment: Environment }) {
  const [asked, setAsked] = useState<ActionName | null>(null)
  const client = useQueryClient()
  const router = useRouter()
  const start = useMutation({
    mutationFn: (name: ActionName) =>
      callApi(operation, `/environments/${encodeURIComponent(environment.name)}/${actions[name].path}`, {
        method: 'POST',
        body: {},
      }),
    onSuccess: (queued, name) => {
      setAsked(null)
      void client.invalidateQueries({ queryKey: ['environment', environment.name] })
      void client.invalidateQueries({ queryKey: ['operations', environment.name] })
      if (name === 'plan') router.push(`/operations/${queued.id}`)
    },
  })
  const close = () => {
    setAsked(null)
    start.reset()
  }
  return (
    <>
      {offeredActions(environment).map((name) => (
        <Button key={name} variant={name === 'deploy' ? 'primary' : 'secondary'} onClick={() => setAsked(name)}>
          {actions[name].verb}
        </Button>
      ))}
      {asked !== null && (
        <ConfirmDialog
          title={`${actions[asked].verb} ${environment.name}`}
          verb={actions[asked].verb}
          variant={actions[asked].interrupts ? 'danger' : 'primary'}
          busy={start.isPending}
          error={start.error}
          onConfirm={() => start.mutate(asked)}
          onClose={close}
        >
          <p>{actions[asked].consequence(environment)}</p>
          {environment.currentOperation !== null && (
            <p>Another operation is under way; this one waits for it to end.</p>
          )}
        </ConfirmDialog>
      )}
    </>
  )
}
