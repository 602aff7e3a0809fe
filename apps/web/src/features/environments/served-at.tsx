'use client'

import type { Environment } from '@fun/contract/resources'
import { ExternalLink } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { isWebAddress } from './environment-links.tsx'
import { tabPath } from './environment-tabs.ts'

/** Every address at which the environment answers, and what is found there. */
export function ServedAt({ environment }: { environment: Environment }) {
  const t = useTranslations()
  return (
    <Card
      title={t('environment.addresses')}
      aside={
        <Link
          href={tabPath(environment.name, 'domains')}
          className="rounded-control text-sm font-medium text-accent hover:underline"
        >
          {t('environment.tabs.domains')}
        </Link>
      }
    >
      {environment.urls.length === 0 && <p className="px-4 py-3 text-sm text-quiet">{t('environment.noAddresses')}</p>}
      <ul>
        {environment.urls.map((each) => (
          <li key={`${each.name} ${each.url}`} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium">{each.name}</span>
              {isWebAddress(each.url) ? (
                <a
                  href={each.url}
                  target="_blank"
                  rel="noreferrer"
                  className="inline-flex items-center gap-1.5 rounded-control text-accent break-all hover:underline"
                >
                  {each.url}
                  <ExternalLink aria-hidden="true" className="size-3.5 shrink-0" />
                  <span className="sr-only">({t('common.newTab')})</span>
                </a>
              ) : (
                <code className="font-mono text-xs break-all">{each.url}</code>
              )}
            </div>
            {each.description !== '' && <p className="text-xs text-quiet">{each.description}</p>}
          </li>
        ))}
      </ul>
    </Card>
  )
}
