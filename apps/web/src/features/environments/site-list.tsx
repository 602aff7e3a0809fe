'use client'

import type { Environment } from '@fun/contract/resources'
import { ExternalLink } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { HealthStatus } from '#components/ui/status.tsx'
import { Ago } from '#components/ui/time.tsx'
import { type Site, sitesOf } from '#lib/domains.ts'
import type { Specification } from '#lib/specification-draft.ts'

type SiteListProps = {
  environment: Environment
  /** As it is being edited. */
  specification: Specification
}

/** Each address: what opens it, since when it counts, and whether what is behind it answers. */
export function SiteList({ environment, specification }: SiteListProps) {
  const t = useTranslations('domains')
  return (
    <Card title={t('addresses')}>
      <ul>
        {sitesOf(specification).map((site) => (
          <li key={site.key} className="space-y-2 border-b border-line px-4 py-3 text-sm last:border-b-0">
            <h3 className="font-semibold">{t(`sites.${site.key}`)}</h3>
            <SiteFacts site={site} environment={environment} />
          </li>
        ))}
      </ul>
      <p className="border-t border-line px-4 py-3 text-xs text-quiet">{t('tlsText')}</p>
    </Card>
  )
}

function SiteFacts({ site, environment }: { site: Site; environment: Environment }) {
  const t = useTranslations()
  const mono = (text: string) => <code className="font-mono text-xs break-all">{text}</code>
  return (
    <Facts
      facts={[
        { label: t('domains.opens'), wide: true, value: <Opens site={site} environment={environment} /> },
        { label: t('domains.host'), value: mono(site.host) },
        { label: t('domains.port'), value: Number.isNaN(site.port) ? null : mono(`${site.port} · http`) },
        { label: t('domains.answers'), wide: true, value: <Answers site={site} environment={environment} /> },
      ]}
    />
  )
}

function Opens({ site, environment }: { site: Site; environment: Environment }) {
  const t = useTranslations()
  const isServed = environment.urls.some(({ url }) => url === site.url)
  const isSaved = sitesOf(environment.specification).some(({ url }) => url === site.url)
  // Addresses of the serving revision come in the same order.
  const still = isServed ? undefined : environment.urls[placeOf(site)]?.url
  return (
    <>
      {isServed ? (
        <a
          href={site.url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1.5 rounded-control text-accent break-all hover:underline"
        >
          {site.url}
          <ExternalLink aria-hidden="true" className="size-3.5 shrink-0" />
          <span className="sr-only">({t('common.newTab')})</span>
        </a>
      ) : (
        <code className="font-mono text-xs break-all">{site.url}</code>
      )}
      <span className="block text-xs text-quiet">
        {t(`domains.state.${isServed ? 'served' : isSaved ? 'saved' : 'edited'}`)}
        {still !== undefined && <> · {t('domains.servedStill', { url: still })}</>}
      </span>
    </>
  )
}

const placeOf = ({ key }: Site) => ({ lms: 0, cms: 1, lmsDevelopment: 2, cmsDevelopment: 3 })[key]

/** What a worker saw of the containers behind an address. */
function Answers({ site, environment }: { site: Site; environment: Environment }) {
  const t = useTranslations()
  const behind = site.throughNginx ? ['nginx', site.side] : [site.side]
  const seen = environment.services.filter(({ service }) => behind.includes(service))
  if (seen.length === 0 || environment.observedAt === null) return t('domains.notSeen')
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      {seen.map((each) => (
        <span key={each.containerId} className="inline-flex items-center gap-1.5">
          {each.service} <HealthStatus of={each.health} />
        </span>
      ))}
      <span className="text-quiet">
        {t('environment.seen')} <Ago at={environment.observedAt} />
      </span>
    </span>
  )
}
