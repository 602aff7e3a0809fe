'use client'

import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { formatAbsolute } from '#lib/time.ts'
import type { WebhookSetUp } from './webhook-calls.ts'

/** What a person pastes at the git host, with its secret, which is shown this once. */
export function WebhookToPaste({ made, onDone }: { made: WebhookSetUp; onDone: () => void }) {
  const t = useTranslations('webhooks')
  const locale = useLocale()
  const title = t('made', { host: t(`hosts.${made.provider}`) })
  return (
    <section aria-label={title} className="space-y-3 border-y border-line bg-sunken px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{title}</h3>
        <Button onClick={onDone}>{t('done')}</Button>
      </div>
      {made.secret !== null && <p className="font-medium text-warn">{t('once')}</p>}
      <div>
        <p className="mb-1 text-xs text-quiet">{t('address')}</p>
        <CommandLine name={t('address')} command={made.url} />
      </div>
      <div>
        <p className="mb-1 text-xs text-quiet">{t('secret')}</p>
        {made.secret === null ? t('secretGiven') : <CommandLine name={t('secret')} command={made.secret} />}
      </div>
      <Facts
        facts={[
          { label: t('contentType'), value: <code className="font-mono text-xs">{made.contentType}</code> },
          { label: t('events'), value: made.events.join(', '), wide: true },
        ]}
      />
      <ol className="list-decimal space-y-1 pl-5" lang="en">
        {made.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {made.caution !== null && (
        <p className="border-l-2 border-warn px-3" lang="en">
          {made.caution}
        </p>
      )}
      {made.previousValidUntil !== null && (
        <p className="text-quiet">
          {t('previousValid', { at: formatAbsolute(Date.parse(made.previousValidUntil), locale) })}
        </p>
      )}
    </section>
  )
}
