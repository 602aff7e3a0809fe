'use client'

import { source, webhookSecret } from '@fun/contract/resources'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { callApi } from '#lib/api-client.ts'
import { formatAbsolute } from '#lib/time.ts'

/** The secret that a git host signs pushes with: made, rotated, shown once. */
export function WebhookCard({ sourceName }: { sourceName: string }) {
  const t = useTranslations('places')
  const locale = useLocale()
  const client = useQueryClient()
  const path = `/sources/${encodeURIComponent(sourceName)}`
  const key = ['source', sourceName]
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => callApi(source, path, { signal }) })
  const [asking, setAsking] = useState(false)
  const make = useMutation({
    mutationFn: () => callApi(webhookSecret, `${path}/webhook-secret`, { method: 'POST' }),
    onSuccess: () => {
      setAsking(false)
      void client.invalidateQueries({ queryKey: key })
    },
  })
  const hasOne = query.data?.hasWebhookSecret === true
  const verb = hasOne ? t('rotateSecret') : t('makeSecret')
  return (
    <Card title={t('webhook')} aside={<Button onClick={() => setAsking(true)}>{verb}</Button>}>
      <div className="space-y-3 px-4 py-3 text-sm">
        <p className="text-quiet">{t('webhookText')}</p>
        {query.isSuccess && <p className="font-medium">{hasOne ? t('webhookSet') : t('webhookUnset')}</p>}
        {make.data !== undefined && (
          <div className="space-y-2">
            <p className="font-medium text-warn">{t('secretOnce')}</p>
            <CommandLine name={t('secretAddress')} command={make.data.url} />
            <CommandLine name={t('secret')} command={make.data.secret} />
            {make.data.previousValidUntil !== null && (
              <p className="text-quiet">
                {t('previousValid', { at: formatAbsolute(Date.parse(make.data.previousValidUntil), locale) })}
              </p>
            )}
          </div>
        )}
      </div>
      {asking && (
        <ConfirmDialog
          title={`${verb} · ${sourceName}`}
          verb={verb}
          variant="primary"
          busy={make.isPending}
          error={make.error}
          onConfirm={() => make.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{hasOne ? t('rotateText') : t('webhookText')}</p>
        </ConfirmDialog>
      )}
    </Card>
  )
}
