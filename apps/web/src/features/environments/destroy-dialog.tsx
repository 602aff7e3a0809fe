'use client'

import type { Environment } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { TextField } from '#components/ui/field.tsx'
import { useStart } from './use-start.ts'

/** Asks for the name: nothing brings a destroyed environment back. */
export function DestroyDialog({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const t = useTranslations('actions')
  const [typed, setTyped] = useState('')
  const [removeData, setRemoveData] = useState(false)
  const verb = t('verb.destroy')
  const start = useStart(verb, onClose)
  return (
    <ConfirmDialog
      title={t('named', { verb, name: environment.name })}
      verb={verb}
      variant="danger"
      busy={start.isPending}
      disabled={typed !== environment.name}
      error={start.error}
      onConfirm={() => start.mutate([{ environment, path: 'destroy', body: { name: typed, removeData } }])}
      onClose={onClose}
    >
      <p>{t('consequence.destroy')}</p>
      <div className="space-y-3 pt-2 text-text">
        <Checkbox label={t('removeData')} help={t('removeDataHelp')} checked={removeData} onChange={setRemoveData} />
        <TextField label={t('typeName', { name: environment.name })} value={typed} onChange={setTyped} mono />
      </div>
    </ConfirmDialog>
  )
}
