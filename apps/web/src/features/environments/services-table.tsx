'use client'

import type { Environment } from '@fun/contract/resources'
import { Ellipsis, RefreshCw, ScrollText, SquareTerminal } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { HealthStatus } from '#components/ui/status.tsx'
import { Ago } from '#components/ui/time.tsx'
import { useMay } from '#features/session/use-may.ts'
import { healthUrgency } from '#lib/status-words.ts'
import { useAsk } from './ask-action.tsx'

type Service = Environment['services'][number]

/** The containers of an environment, those in trouble first, as a worker saw them last. */
export function ServicesTable({ environment }: { environment: Environment }) {
  const t = useTranslations('environment')
  const { services, observedAt } = environment
  const sorted = services.toSorted(
    (a, b) => healthUrgency[a.health] - healthUrgency[b.health] || a.service.localeCompare(b.service),
  )
  return (
    <Card
      title={t('services')}
      aside={
        observedAt !== null && (
          <span className="text-xs text-quiet">
            {t('seen')} <Ago at={observedAt} />
          </span>
        )
      }
    >
      {sorted.length === 0 ? (
        <p className="px-4 py-3 text-sm text-quiet">{t('noServices')}</p>
      ) : (
        <table className="w-full table-fixed border-collapse text-sm">
          <caption className="sr-only">{t('services')}</caption>
          <colgroup>
            <col />
            <col className="w-31" />
            <col className="w-2/5 max-sm:hidden" />
            <col className="w-12" />
          </colgroup>
          <thead className="sr-only">
            <tr>
              <th scope="col">{t('columns.service')}</th>
              <th scope="col">{t('columns.health')}</th>
              <th scope="col" className="max-sm:hidden">
                {t('columns.image')}
              </th>
              <th scope="col">{t('columns.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((each) => (
              <Row key={each.containerId} service={each} environment={environment} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

function Row({ service, environment }: { service: Service; environment: Environment }) {
  const t = useTranslations()
  const ask = useAsk()
  const may = useMay()
  const label = t('environment.serviceActions', { service: service.service })
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" title={service.containerName} className="h-9 truncate pl-4 text-left font-medium">
        {service.service}
      </th>
      <td className="px-3">
        <HealthStatus of={service.health} />
      </td>
      <td className="truncate text-right font-mono text-xs text-quiet max-sm:hidden" title={service.image}>
        {shortImage(service.image)}
      </td>
      <td className="pr-2 text-right">
        <Menu
          trigger={
            <button
              type="button"
              aria-label={label}
              className="inline-grid size-7 place-items-center rounded-control text-quiet hover:bg-sunken hover:text-text"
            >
              <Ellipsis aria-hidden="true" className="size-4" />
            </button>
          }
        >
          {may('environment:operate', environment.id) && (
            <MenuItem
              onSelect={() => ask({ action: 'restart', environments: [environment], service: service.service })}
            >
              <RefreshCw aria-hidden="true" />
              {t('actions.verb.restart')}
            </MenuItem>
          )}
          <MenuItem asChild>
            <Link href={`/environments/${environment.name}/logs?services=${service.service}`}>
              <ScrollText aria-hidden="true" />
              {t('environment.readLog')}
            </Link>
          </MenuItem>
          <MenuItem asChild>
            <Link href={`/environments/${environment.name}/terminal?service=${service.service}`}>
              <SquareTerminal aria-hidden="true" />
              {t('terminal.open')}
            </Link>
          </MenuItem>
        </Menu>
      </td>
    </tr>
  )
}

/** `registry/fun-platform/openedx-code:4f2c1a9b0d3e5f67` reads as `openedx-code:4f2c1a9`. The whole is in the title. */
function shortImage(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1)
  return name.replace(/:([0-9a-f]{7})[0-9a-f]{5,}$/, ':$1')
}
