'use client'

import { useTranslations } from 'use-intl'
import { SelectField, TextField } from '#components/ui/field.tsx'
import type { Specification } from '#lib/specification-draft.ts'
import { AddressFields } from './address-fields.tsx'
import { BackingServices } from './backing-services.tsx'
import type { NewSecrets } from './connection-fields.tsx'
import { FormSection } from './form-section.tsx'
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
  return (
    <>
      <FormSection title={t('sections.services')}>
        <BackingServices specification={specification} onChange={onChange} problems={problems} secrets={secrets} />
      </FormSection>
      <AddressFields specification={specification} onChange={onChange} problems={problems} />
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
