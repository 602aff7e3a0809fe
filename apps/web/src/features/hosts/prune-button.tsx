'use client'

import { operation } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { callApi } from '#lib/api-client.ts'
import { showToast } from '#lib/toast.ts'

/** Makes room on a host. */
export function PruneButton({ hostName }: { hostName: string }) {
  const t = useTranslations()
  const client = useQueryClient()
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const prune = useMutation({
    mutationFn: () => callApi(operation, `/hosts/${encodeURIComponent(hostName)}/prune`, { method: 'POST', body: {} }),
    onSuccess: (queued) => {
      setAsking(false)
      void client.invalidateQueries({ queryKey: ['operations'] })
      showToast('success', t('places.pruneQueued'), {
        action: { label: t('common.open'), onClick: () => router.push(`/operations/${queued.id}`) },
      })
    },
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('places.prune')}</Button>
      {asking && (
        <ConfirmDialog
          title={`${t('places.prune')} · ${hostName}`}
          verb={t('places.prune')}
          variant="primary"
          busy={prune.isPending}
          error={prune.error}
          onConfirm={() => prune.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('places.pruneText')}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
