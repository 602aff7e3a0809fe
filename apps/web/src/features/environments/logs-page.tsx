'use client'

import type { Environment } from '@fun/contract/resources'
import { useSearchParams } from 'next/navigation'
import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { LogView } from '#components/ui/log-view.tsx'
import { HealthStatus } from '#components/ui/status.tsx'
import type { LogLine } from '#lib/log-buffer.ts'
import { useEnvironment } from './environment-queries.ts'
import { useServiceLogs } from './use-service-logs.ts'

/** Each is a stream of its own, and a browser opens six to one host. */
const servicesMax = 3

/** What the services of an environment write, live. */
export function Logs({ name }: { name: string }) {
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return <LogsOf environment={environment} />
}

function LogsOf({ environment }: { environment: Environment }) {
  const t = useTranslations('log')
  const asked = useSearchParams().get('services')
  const services = useMemo(
    () => [...new Set(environment.services.map((each) => each.service))].sort(),
    [environment.services],
  )
  const [chosen, setChosen] = useState<readonly string[]>(() => firstChoice(services, asked))
  const { log, ended } = useServiceLogs(environment.name, chosen)
  if (services.length === 0)
    return <p className="rounded-card border border-line bg-surface px-4 py-6 text-sm text-quiet">{t('noService')}</p>
  const choose = (next: readonly string[]) => {
    setChosen(next)
    window.history.replaceState(null, '', `?services=${next.join(',')}`)
  }
  return (
    <>
      <ServicePicker environment={environment} services={services} chosen={chosen} onChosen={choose} />
      {ended.map((each) => (
        <p key={each.service} role="status" className="text-sm text-quiet">
          {t('ended', each)}
        </p>
      ))}
      <LogView
        key={chosen.join()}
        log={log}
        step={null}
        onShowAll={() => {}}
        live
        linkable={false}
        fileName={`${environment.name}-${chosen.join('-')}`}
        {...(chosen.length > 1 ? { lane: (line: LogLine) => <Lane line={line} services={chosen} /> } : {})}
        className="h-[calc(100dvh-17rem)] min-h-96 overflow-hidden rounded-card border border-line"
      />
    </>
  )
}

function firstChoice(services: readonly string[], asked: string | null): readonly string[] {
  const wanted = (asked ?? '').split(',').filter((each) => services.includes(each))
  if (wanted.length > 0) return wanted.slice(0, servicesMax)
  return services.includes('lms') ? ['lms'] : services.slice(0, 1)
}

type ServicePickerProps = {
  environment: Environment
  services: readonly string[]
  chosen: readonly string[]
  onChosen: (chosen: readonly string[]) => void
}

function ServicePicker({ environment, services, chosen, onChosen }: ServicePickerProps) {
  const t = useTranslations('log')
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5 text-sm">
      <legend className="mb-1.5 text-xs text-quiet">{t('servicesMax', { count: servicesMax })}</legend>
      {services.map((service) => {
        const isChosen = chosen.includes(service)
        const health = environment.services.find((each) => each.service === service)?.health ?? 'unknown'
        return (
          <label
            key={service}
            className={`flex h-8 items-center gap-2 rounded-control border px-2.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${
              isChosen ? 'border-accent bg-accent/8 font-medium' : 'border-edge bg-surface'
            }`}
          >
            <input
              type="checkbox"
              checked={isChosen}
              disabled={!isChosen && chosen.length >= servicesMax}
              onChange={() => onChosen(isChosen ? chosen.filter((each) => each !== service) : [...chosen, service])}
              className="size-4 accent-accent"
            />
            {service}
            {health !== 'healthy' && <HealthStatus of={health} iconOnly />}
          </label>
        )
      })}
    </fieldset>
  )
}

const lanes = ['text-accent', 'text-busy', 'text-good']

/** Which service wrote a line: its name, in a colour of its own. */
function Lane({ line, services }: { line: LogLine; services: readonly string[] }) {
  const widest = Math.max(...services.map((each) => each.length))
  const colour = lanes[services.indexOf(line.step ?? '') % lanes.length] ?? ''
  return (
    <span className={`mr-3 shrink-0 ${colour}`} style={{ width: `${widest}ch` }}>
      {line.step}
    </span>
  )
}
