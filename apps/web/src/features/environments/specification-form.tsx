'use client'

import { type ReactNode, useId } from 'react'
import { useTranslations } from 'use-intl'
import { SelectField, TextField } from '#components/ui/field.tsx'
import type { Specification } from '#lib/specification-draft.ts'
import { BackingServices } from './backing-services.tsx'
import type { NewSecrets } from './connection-fields.tsx'
import { NumberField } from './number-field.tsx'
import { SettingsField } from './settings-field.tsx'

type SpecificationFormProps = {
  specification: Specification
  onChange: (specification: Specification) => void
  /** What is wrong, by the path of the field. */
  problems: ReadonlyMap<string, string>
  /** Of an environment that is not there yet: values of secrets that it names. */
  secrets?: NewSecrets
}

const sides = ['lms', 'cms'] as const

/** The fields of a specification, a section for each concern; every field says in a line what it is for. */
export function SpecificationForm({ specification, onChange, problems, secrets }: SpecificationFormProps) {
  const t = useTranslations('configuration')
  const set = (part: Partial<Specification>) => onChange({ ...specification, ...part })
  const isDevelopment = specification.kind === 'development'
  return (
    <>
      <FormSection title={t('sections.services')}>
        <BackingServices specification={specification} onChange={onChange} problems={problems} secrets={secrets} />
      </FormSection>
      <FormSection title={t('sections.addresses')}>
        {sides.map((side) => (
          <SideAddresses
            key={side}
            name={side.toUpperCase()}
            value={specification[side]}
            withDevelopment={isDevelopment}
            problems={problems}
            path={side}
            onChange={(value) => set(side === 'lms' ? { lms: value } : { cms: value })}
          />
        ))}
        <TextField
          label={t('bindAddress')}
          help={t('bindAddressHelp')}
          error={problems.get('bindAddress')}
          value={specification.bindAddress}
          onChange={(bindAddress) => set({ bindAddress })}
          mono
        />
      </FormSection>
      <FormSection title={t('sections.capacity')}>
        {sides.map((side) => (
          <NumberField
            key={side}
            label={t('gunicornWorkers', { name: side.toUpperCase() })}
            help={t('gunicornWorkersHelp')}
            error={problems.get(`${side}.gunicornWorkers`)}
            value={specification[side].gunicornWorkers}
            onChange={(gunicornWorkers) => {
              const value = { ...specification[side], gunicornWorkers }
              set(side === 'lms' ? { lms: value } : { cms: value })
            }}
          />
        ))}
        {sides.map((side) => (
          <NumberField
            key={side}
            label={t('workers', { name: side.toUpperCase() })}
            help={t('workersHelp')}
            error={problems.get(`workers.${side}`)}
            value={specification.workers[side]}
            onChange={(count) => set({ workers: { ...specification.workers, [side]: count } })}
          />
        ))}
        <NumberField
          label={t('concurrency')}
          help={t('concurrencyHelp')}
          error={problems.get('workers.concurrency')}
          value={specification.workers.concurrency}
          onChange={(concurrency) => set({ workers: { ...specification.workers, concurrency } })}
        />
      </FormSection>
      <FormSection title={t('sections.identity')}>
        {(['platformName', 'contactEmail', 'languageCode', 'timeZone'] as const).map((name) => (
          <TextField
            key={name}
            label={t(name)}
            help={t(`${name}Help`)}
            error={problems.get(name)}
            value={specification[name]}
            onChange={(value) => set({ [name]: value })}
          />
        ))}
      </FormSection>
      <FormSection title={t('sections.deployments')}>
        <SelectField
          label={t('maintenance')}
          help={t('maintenanceHelp')}
          value={specification.deployments.maintenance}
          onChange={(maintenance) => set({ deployments: { ...specification.deployments, maintenance } })}
          options={[
            { value: 'never', label: t('maintenanceNever') },
            { value: 'migrations', label: t('maintenanceMigrations') },
          ]}
        />
      </FormSection>
      <FormSection title={t('sections.settings')}>
        {sides.map((side) => (
          <SettingsField
            key={side}
            name={side.toUpperCase()}
            value={specification.settings[side]}
            onChange={(value) => set({ settings: { ...specification.settings, [side]: value } })}
          />
        ))}
      </FormSection>
    </>
  )
}

/** A titled group of fields, two in a row where there is room. */
export function FormSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded-card border border-line bg-surface">
      <h2 id={id} className="border-b border-line px-4 py-2.5 font-semibold">
        {title}
      </h2>
      <div className="grid gap-x-5 gap-y-4 px-4 py-4 sm:grid-cols-2">{children}</div>
    </section>
  )
}

type SideAddressesProps = {
  name: string
  path: 'lms' | 'cms'
  value: Specification['lms']
  withDevelopment: boolean
  problems: ReadonlyMap<string, string>
  onChange: (value: Specification['lms']) => void
}

function SideAddresses({ name, path, value, withDevelopment, problems, onChange }: SideAddressesProps) {
  const t = useTranslations('configuration')
  return (
    <>
      <TextField
        label={t('host', { name })}
        help={t('hostHelp')}
        error={problems.get(`${path}.host`)}
        value={value.host}
        onChange={(host) => onChange({ ...value, host })}
        mono
      />
      <NumberField
        label={t('port', { name })}
        help={t('portHelp')}
        error={problems.get(`${path}.port`)}
        value={value.port}
        onChange={(port) => onChange({ ...value, port })}
      />
      {withDevelopment && (
        <NumberField
          label={t('developmentPort', { name })}
          help={t('developmentPortHelp')}
          error={problems.get(`${path}.developmentPort`)}
          value={value.developmentPort}
          onChange={(developmentPort) => onChange({ ...value, developmentPort })}
        />
      )}
    </>
  )
}
