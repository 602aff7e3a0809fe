'use client'

import type { Environment } from '@fun/contract/resources'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { useStart } from './use-start.ts'

type RollbackDialogProps = {
  environment: Environment
  revision: { id: string; number: number; commit: string }
  onClose: () => void
}

/** Goes back to a revision that served before and is still kept. */
export function RollbackDialog({ environment, revision, onClose }: RollbackDialogProps) {
  const t = useTranslations('actions')
  const [acceptMigrations, setAccept] = useState(false)
  const verb = t('rollbackTo', { commit: revision.commit.slice(0, 7) })
  const start = useStart(t('verb.rollback'), onClose)
  const body = { revisionId: revision.id, ...(acceptMigrations ? { acceptMigrations } : {}) }
  return (
    <ConfirmDialog
      title={t('named', { verb: t('verb.rollback'), name: environment.name })}
      verb={verb}
      variant="primary"
      busy={start.isPending}
      error={start.error}
      onConfirm={() => start.mutate([{ environment, path: 'deployments', body }])}
      onClose={onClose}
    >
      <p>{t('consequence.rollback', { number: revision.number })}</p>
      <div className="pt-2 text-text">
        <Checkbox
          label={t('acceptMigrations')}
          help={t('acceptMigrationsHelp')}
          checked={acceptMigrations}
          onChange={setAccept}
        />
      </div>
    </ConfirmDialog>
  )
}
