'use client'

import type { Operation } from '@fun/contract/resources'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { kindWords } from '#lib/status-words.ts'
import { useCancel } from './operation-queries.ts'

/** Cancels an operation that is queued or runs; absent once there is nothing to cancel. */
export function CancelButton({ operation }: { operation: Operation }) {
  const [asking, setAsking] = useState(false)
  const cancel = useCancel(operation.id)
  const close = () => {
    setAsking(false)
    cancel.reset()
  }
  if (operation.state !== 'queued' && operation.state !== 'running') return null
  const noun = kindWords[operation.kind].noun.toLowerCase()
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Cancel {noun}
      </Button>
      {asking && (
        <ConfirmDialog
          title={`Cancel this ${noun}`}
          verb={`Cancel ${noun}`}
          variant="danger"
          busy={cancel.isPending}
          error={cancel.error}
          onConfirm={() => cancel.mutate(undefined, { onSuccess: close })}
          onClose={close}
        >
          <p>
            It stops within seconds. What is served now keeps being served, and image parts that are made stay for the
            next time.
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}
