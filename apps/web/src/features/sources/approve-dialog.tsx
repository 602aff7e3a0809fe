'use client'

import type { Environment } from '@fun/contract/resources'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { SelectField } from '#components/ui/field.tsx'
import { showToast } from '#lib/toast.ts'
import { type Delivery, useApprove } from './delivery-calls.ts'

type ApproveDialogProps = {
  sourceName: string
  delivery: Delivery
  environments: readonly Environment[]
  onClose: () => void
}

/** Into which environment the commit of a pull request goes; of a fork, previews only. */
export function ApproveDialog({ sourceName, delivery, environments, onClose }: ApproveDialogProps) {
  const t = useTranslations()
  const router = useRouter()
  const fork = delivery.pullRequest?.fork === true
  const offered = environments.filter(({ kind }) => !fork || kind === 'preview').map(({ name }) => name)
  const [chosen, setChosen] = useState(offered[0] ?? '')
  const approve = useApprove(sourceName, (queued) => {
    onClose()
    showToast('success', t('webhooks.approved'), {
      action: { label: t('common.open'), onClick: () => router.push(`/operations/${queued.id}`) },
    })
  })
  return (
    <ConfirmDialog
      title={`${t('webhooks.approve')} · ${delivery.pullRequest?.title ?? sourceName}`}
      verb={t('webhooks.approve')}
      variant="primary"
      wayOut="cancel"
      busy={approve.isPending}
      disabled={chosen === ''}
      error={approve.error}
      onConfirm={() => approve.mutate({ id: delivery.id, environment: chosen })}
      onClose={onClose}
    >
      <p>{t('webhooks.approveText', { commit: delivery.commit?.slice(0, 7) ?? '' })}</p>
      {fork && <p>{t('webhooks.approveFork')}</p>}
      {offered.length === 0 ? (
        <p className="font-medium text-warn">{t('webhooks.noneToApprove')}</p>
      ) : (
        <div className="pt-2 text-text">
          <SelectField
            label={t('webhooks.approveInto')}
            value={chosen}
            onChange={setChosen}
            options={offered.map((name) => ({ value: name, label: name }))}
          />
        </div>
      )}
    </ConfirmDialog>
  )
}
