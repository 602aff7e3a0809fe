'use client'

import type { Environment } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'

/** Where an environment answers, as short links in a row. Addresses that are not http(s) are not made links. */
export function EnvironmentLinks({ environment }: { environment: Environment }) {
  const t = useTranslations('fleet')
  const urls = environment.urls.filter((each) => isWebAddress(each.url)).slice(0, 2)
  if (urls.length === 0) return null
  return (
    <span className="flex flex-wrap gap-x-3">
      {urls.map((each) => (
        <a
          key={each.url}
          href={each.url}
          target="_blank"
          rel="noreferrer"
          title={`${each.description} (${each.url})`}
          className="rounded-control font-medium text-accent hover:underline"
        >
          <span aria-hidden="true">{each.name}</span>
          <span className="sr-only">{t('opens', { what: each.name, name: environment.name })}</span>
        </a>
      ))}
    </span>
  )
}

/** True for http and https: what a server says must not become a `javascript:` link. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url)
}
