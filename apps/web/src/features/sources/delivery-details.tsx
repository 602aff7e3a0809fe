'use client'

import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { TriggerName } from '#components/ui/trigger-name.tsx'
import { formatAbsolute, formatBytes } from '#lib/time.ts'
import { showToast } from '#lib/toast.ts'
import { useDelivery, useRedeliver } from './delivery-calls.ts'

/** Headers and payload of one delivery, and running it again. */
export function DeliveryDetails({ sourceName, id }: { sourceName: string; id: string }) {
  const t = useTranslations('webhooks')
  const locale = useLocale()
  const query = useDelivery(sourceName, id)
  if (query.isError) return <ProblemNotice error={query.error} />
  if (query.data === undefined) return <Skeleton label={t('payload')} />
  const { data } = query
  const { pullRequest, decidedBy, redeliveryOf } = data
  const payload = data.payload === null ? null : JSON.stringify(data.payload, null, 2)
  const headers = Object.entries(data.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <div className="my-2 space-y-3 rounded-control border border-line p-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <Facts
          facts={[
            { label: t('host'), value: t(`hosts.${data.provider}`) },
            { label: t('received'), value: formatAbsolute(Date.parse(data.receivedAt), locale) },
            { label: t('deliveryId'), value: <code className="font-mono text-xs break-all">{data.deliveryId}</code> },
            {
              label: t('headBranch'),
              value:
                pullRequest === null
                  ? null
                  : pullRequest.fork
                    ? t('headOfFork', {
                        branch: pullRequest.headBranch,
                        repository: pullRequest.headRepository ?? t('goneFork'),
                      })
                    : pullRequest.headBranch,
            },
            { label: t('decidedBy'), value: decidedBy === null ? null : <TriggerName label={decidedBy} /> },
            {
              label: t('redeliveryOf'),
              value: redeliveryOf === null ? null : <code className="font-mono text-xs">{redeliveryOf.slice(-6)}</code>,
            },
          ]}
        />
        <RedeliverButton sourceName={sourceName} id={id} />
      </div>
      {headers.length > 0 && <Text name={t('headers')} text={headers.join('\n')} />}
      {payload === null ? <p className="text-quiet">{t('noPayload')}</p> : <Text name={t('payload')} text={payload} />}
      {data.payloadShortened && (
        <p className="text-xs text-quiet">{t('shortened', { size: formatBytes(data.payloadBytes, locale) })}</p>
      )}
    </div>
  )
}

/** A named text that scrolls within its own bounds, with a button that copies it. */
function Text({ name, text }: { name: string; text: string }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 flex items-center gap-1 text-xs text-quiet">
        {name}
        <CopyButton text={text} label={name} />
      </p>
      <section
        aria-label={name}
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-control border border-line bg-sunken"
      >
        <pre className="px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap">{text}</pre>
      </section>
    </div>
  )
}

function RedeliverButton({ sourceName, id }: { sourceName: string; id: string }) {
  const t = useTranslations('webhooks')
  const [asking, setAsking] = useState(false)
  const redeliver = useRedeliver(sourceName, ({ outcome }) => {
    setAsking(false)
    showToast('success', t('redelivered'), { description: outcome })
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('redeliver')}</Button>
      {asking && (
        <ConfirmDialog
          title={`${t('redeliver')} · ${sourceName}`}
          verb={t('redeliver')}
          variant="primary"
          busy={redeliver.isPending}
          error={redeliver.error}
          onConfirm={() => redeliver.mutate(id)}
          onClose={() => setAsking(false)}
        >
          <p>{t('redeliverText')}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
