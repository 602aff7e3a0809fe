'use client'

import type { Operation } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { useMay } from '#features/session/use-may.ts'
import { useCancel } from './operation-queries.ts'

/** Cancels an operation that is queued or runs; absent once there is nothing to cancel. */
export function CancelButton({ operation }: { operation: Operation }) {
  const t = useTranslations()
  const [asking, setAsking] = useState(false)
  const cancel = useCancel(operation.id)
  const may = useMay()
  const close = () => {
    setAsking(false)
    cancel.reset()
  }
  if (!may('operation:cancel', operation.environment?.id)) return null
  if (operation.state !== 'queued' && operation.state !== 'running') return null
  const verb = t('actions.cancel', { what: t(`status.kind.${operation.kind}`).toLowerCase() })
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        {verb}
      </Button>
      {asking && (
        <ConfirmDialog
          title={verb}
          verb={verb}
          variant="danger"
          busy={cancel.isPending}
          error={cancel.error}
          onConfirm={() => cancel.mutate(undefined, { onSuccess: close })}
          onClose={close}
        >
          <p>{t('actions.cancelText')}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
