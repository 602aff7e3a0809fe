'use client'

import { type Environment, host as hostSchema, page } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { useMay } from '#features/session/use-may.ts'
import { callApi } from '#lib/api-client.ts'
import { type DnsNeed, dnsNeedOf, machineOf, sitesOf } from '#lib/domains.ts'
import type { Specification } from '#lib/specification-draft.ts'

const hostPage = page(hostSchema)

type DnsRecordsProps = {
  environment: Environment
  /** As it is being edited. */
  specification: Specification
}

/** Which record each host name needs, and what the portal cannot know about it. */
export function DnsRecords({ environment, specification }: DnsRecordsProps) {
  const t = useTranslations('domains')
  const hint = useHostHint(environment)
  const { bindAddress } = specification
  // What is being typed may not be a host name yet.
  const names = [...new Set(sitesOf(specification).map(({ host }) => host))].filter((host) =>
    /^[a-z0-9.-]+$/i.test(host),
  )
  const needs = names.map((name) => ({ name, need: dnsNeedOf(name, bindAddress) }))
  const kinds = new Set(needs.map(({ need }) => need.kind))
  const asked = needs.filter(({ need }) => need.kind !== 'local' && need.kind !== 'address').map(({ name }) => name)
  return (
    <Card title={t('records')}>
      <table className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-quiet">
            <th scope="col" className="h-9 pl-4 font-medium">
              {t('record.name')}
            </th>
            <th scope="col" className="h-9 w-16 px-3 font-medium">
              {t('record.type')}
            </th>
            <th scope="col" className="h-9 pr-4 font-medium">
              {t('record.value')}
            </th>
          </tr>
        </thead>
        <tbody>
          {needs.map(({ name, need }) => (
            <tr key={name} className="border-b border-line align-top">
              <th scope="row" className="py-2 pl-4 text-left font-normal">
                <span className="inline-flex items-center gap-1.5">
                  <code className="font-mono text-xs break-all">{name}</code>
                  {'type' in need && <CopyButton text={name} label={name} />}
                </span>
              </th>
              <RecordCells need={need} hostName={environment.host.name} />
            </tr>
          ))}
        </tbody>
      </table>
      <div className="space-y-3 px-4 py-3 text-sm text-quiet">
        {kinds.has('bound') && <p>{t('note.bound')}</p>}
        {kinds.has('loopback') && <p>{t('note.loopback', { bind: bindAddress })}</p>}
        {kinds.has('every') && <p>{t('note.every', { hint })}</p>}
        {asked.length > 0 && (
          <>
            <p>{t('portNote')}</p>
            <p>{t('unknown')}</p>
            <CommandLine name={t('dig')} command={`dig +short ${asked.join(' ')}`} />
          </>
        )}
      </div>
    </Card>
  )
}

function RecordCells({ need, hostName }: { need: DnsNeed; hostName: string }) {
  const t = useTranslations('domains')
  if (!('type' in need))
    return (
      <td colSpan={2} className="px-3 py-2 text-quiet">
        {t(`none.${need.kind}`)}
      </td>
    )
  return (
    <>
      <td className="px-3 py-2 font-mono text-xs leading-5">{need.type}</td>
      <td className="py-2 pr-4">
        {need.kind === 'bound' ? (
          <span className="inline-flex items-center gap-1.5">
            <code className="font-mono text-xs break-all">{need.value}</code>
            <CopyButton text={need.value} label={need.value} />
          </span>
        ) : (
          t(`value.${need.kind}`, { host: hostName })
        )}
      </td>
    </>
  )
}

/** What is known of how the environment's host is reached: by the portal, not by visitors. */
function useHostHint(environment: Environment): string {
  const t = useTranslations('domains.hint')
  const mayRead = useMay()('host:read')
  const hosts = useQuery({
    queryKey: ['hosts'],
    queryFn: ({ signal }) => callApi(hostPage, '/hosts', { signal }),
    staleTime: 10_000,
    enabled: mayRead,
  })
  const host = hosts.data?.items.find(({ id }) => id === environment.host.id)
  if (host === undefined) return t('unknown')
  const machine = machineOf(host.endpoint)
  if (machine !== null) return t('machine', { machine })
  const name = window.location.hostname
  return name === '127.0.0.1' || dnsNeedOf(name, '').kind === 'local' ? t('ownUnnamed') : t('own', { name })
}
