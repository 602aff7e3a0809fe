'use client'

import type { DeliveryState, Environment } from '@fun/contract/resources'
import Link from 'next/link'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Commit } from '#components/ui/commit.tsx'
import { Status } from '#components/ui/status.tsx'
import { Ago } from '#components/ui/time.tsx'
import type { Look } from '#lib/status-words.ts'
import { ApproveDialog } from './approve-dialog.tsx'
import type { Delivery } from './delivery-calls.ts'
import { DeliveryDetails } from './delivery-details.tsx'

const looks: Record<Exclude<DeliveryState, 'handled'>, Look> = {
  waiting: { mark: 'clock', tone: 'warn' },
  approved: { mark: 'check', tone: 'good' },
  obsolete: { mark: 'slash', tone: 'idle' },
}

type DeliveryRowProps = { sourceName: string; delivery: Delivery; environments: readonly Environment[] }

/** One delivery: what it told of, what came of it, and, opened, all of it. */
export function DeliveryRow({ sourceName, delivery, environments }: DeliveryRowProps) {
  const t = useTranslations()
  const detailsId = useId()
  const [open, setOpen] = useState(false)
  const [approving, setApproving] = useState(false)
  const { state, pullRequest, ref, event, commit } = delivery
  const subject =
    pullRequest !== null
      ? t('webhooks.pullRequest', { number: String(pullRequest.number) })
      : (ref?.replace(/^refs\/(heads|tags)\//, '') ?? t(`webhooks.eventKinds.${event}`))
  return (
    <li className="border-b border-line px-4 py-2 text-sm last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <code className="font-mono text-xs break-all">{subject}</code>
        {commit !== null && <Commit commit={commit} />}
        {commit === null && ref !== null && <span className="text-quiet">{t('places.deleted')}</span>}
        {state !== 'handled' && <Status look={looks[state]} word={t(`webhooks.states.${state}`)} />}
        <span className="min-w-0 flex-1 basis-60 break-words">{delivery.outcome}</span>
        {delivery.operationIds.map((id) => (
          <Link
            key={id}
            href={`/operations/${id}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center rounded-control text-accent hover:underline"
          >
            {t('places.operation', { id: id.slice(-6) })}
          </Link>
        ))}
        <Ago at={delivery.receivedAt} className="text-xs text-quiet" />
        <span className="flex flex-wrap gap-2">
          {state === 'waiting' && (
            <Button variant="primary" onClick={() => setApproving(true)}>
              {t('webhooks.approve')}
            </Button>
          )}
          <Button variant="quiet" aria-expanded={open} aria-controls={detailsId} onClick={() => setOpen(!open)}>
            {t(open ? 'webhooks.hide' : 'webhooks.details')}
            <span className="sr-only">: {subject}</span>
          </Button>
        </span>
      </div>
      <div id={detailsId}>{open && <DeliveryDetails sourceName={sourceName} id={delivery.id} />}</div>
      {approving && (
        <ApproveDialog
          sourceName={sourceName}
          delivery={delivery}
          environments={environments}
          onClose={() => setApproving(false)}
        />
      )}
    </li>
  )
}
