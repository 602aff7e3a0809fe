'use client'

import type { WebhookProviderName } from '@fun/contract/resources'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { formatAbsolute } from '#lib/time.ts'
import { useWebhooks, type WebhookSetUp } from './webhook-calls.ts'
import { RemoveWebhookDialog, SetUpDialog } from './webhook-dialogs.tsx'
import { WebhookToPaste } from './webhook-to-paste.tsx'

type Asked = { what: 'add' } | { what: 'rotate' | 'remove'; provider: WebhookProviderName }

/** The git hosts that may tell of a source: set up, rotated, taken away. */
export function WebhooksCard({ sourceName }: { sourceName: string }) {
  const t = useTranslations('webhooks')
  const locale = useLocale()
  const query = useWebhooks(sourceName)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [made, setMade] = useState<WebhookSetUp | null>(null)
  const close = () => setAsked(null)
  const show = (answer: WebhookSetUp) => {
    setMade(answer)
    close()
  }
  return (
    <Card title={t('title')} aside={<Button onClick={() => setAsked({ what: 'add' })}>{t('add')}</Button>}>
      <p className="px-4 py-3 text-sm text-quiet">{t('text')}</p>
      {query.isError && <ProblemNotice error={query.error} />}
      {made !== null && <WebhookToPaste made={made} onDone={() => setMade(null)} />}
      {query.data?.length === 0 && <p className="px-4 pb-4 text-sm font-medium">{t('none')}</p>}
      <ul>
        {query.data?.map((each) => (
          <li key={each.provider} className="space-y-3 border-t border-line px-4 py-3">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <h3 className="font-medium">{t(`hosts.${each.provider}`)}</h3>
              <div className="flex flex-wrap gap-2">
                <Button onClick={() => setAsked({ what: 'rotate', provider: each.provider })}>{t('rotate')}</Button>
                <Button variant="danger" onClick={() => setAsked({ what: 'remove', provider: each.provider })}>
                  {t('remove')}
                </Button>
              </div>
            </div>
            <CommandLine name={t('address')} command={each.url} />
            <Facts
              facts={[
                { label: t('since'), value: <Ago at={each.createdAt} /> },
                {
                  label: t('lastDelivery'),
                  value: each.lastDeliveryAt === null ? t('never') : <Ago at={each.lastDeliveryAt} />,
                },
              ]}
            />
            {each.previousValidUntil !== null && (
              <p className="text-sm text-quiet">
                {t('previousValid', { at: formatAbsolute(Date.parse(each.previousValidUntil), locale) })}
              </p>
            )}
          </li>
        ))}
      </ul>
      {asked?.what === 'add' && <SetUpDialog sourceName={sourceName} onMade={show} onClose={close} />}
      {asked?.what === 'rotate' && (
        <SetUpDialog sourceName={sourceName} rotated={asked.provider} onMade={show} onClose={close} />
      )}
      {asked?.what === 'remove' && (
        <RemoveWebhookDialog sourceName={sourceName} provider={asked.provider} onClose={close} />
      )}
    </Card>
  )
}
