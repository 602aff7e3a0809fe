'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { accountKey } from './account-calls.ts'
import { useProof } from './proof.tsx'

type Item = { id: string; name: string; detail: ReactNode }
type RemovableListProps = {
  items: readonly Item[]
  /** What is said when there are none. */
  empty: string
  /** What follows when one is removed. */
  consequence: string
  remove: (id: string) => Promise<unknown>
}

/** Ways in that can be taken away one by one, after a question. */
export function RemovableList({ items, empty, consequence, remove }: RemovableListProps) {
  const t = useTranslations('account')
  const proved = useProof()
  const client = useQueryClient()
  const [asked, setAsked] = useState<Item | null>(null)
  const removal = useMutation({
    mutationFn: (id: string) => proved(() => remove(id)),
    onSuccess: () => {
      setAsked(null)
      return client.invalidateQueries({ queryKey: accountKey })
    },
  })
  const close = () => {
    setAsked(null)
    removal.reset()
  }
  if (items.length === 0) return <p className="text-quiet">{empty}</p>
  return (
    <>
      <ul className="divide-y divide-line">
        {items.map((item) => (
          <li key={item.id} className="flex min-h-9 flex-wrap items-center justify-between gap-x-3 gap-y-1 py-1.5">
            <div className="min-w-0">
              <p className="font-medium break-words">{item.name}</p>
              <p className="text-xs text-quiet">{item.detail}</p>
            </div>
            <Button variant="quiet" aria-label={t('removeNamed', { name: item.name })} onClick={() => setAsked(item)}>
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      {asked !== null && (
        <ConfirmDialog
          title={t('removeNamed', { name: asked.name })}
          verb={t('remove')}
          variant="danger"
          busy={removal.isPending}
          error={removal.error}
          onConfirm={() => removal.mutate(asked.id)}
          onClose={close}
        >
          <p>{consequence}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
