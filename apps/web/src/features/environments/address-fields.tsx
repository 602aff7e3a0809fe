'use client'

import { useTranslations } from 'use-intl'
import { TextField } from '#components/ui/field.tsx'
import type { Specification } from '#lib/specification-draft.ts'
import { FormSection } from './form-section.tsx'
import { NumberField } from './number-field.tsx'

type AddressFieldsProps = {
  specification: Specification
  onChange: (specification: Specification) => void
  /** What is wrong, by the path of the field. */
  problems: ReadonlyMap<string, string>
}

const sides = ['lms', 'cms'] as const

/** Host names and ports of LMS and CMS, and the address that the ports are bound to. */
export function AddressFields({ specification, onChange, problems }: AddressFieldsProps) {
  const t = useTranslations('configuration')
  const set = (part: Partial<Specification>) => onChange({ ...specification, ...part })
  return (
    <FormSection title={t('sections.addresses')}>
      {sides.map((side) => (
        <SideAddresses
          key={side}
          name={side.toUpperCase()}
          value={specification[side]}
          withDevelopment={specification.kind === 'development'}
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
