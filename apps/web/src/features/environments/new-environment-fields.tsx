'use client'

import { environmentKind } from '@fun/compose-model/specification'
import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { AddSourceButton } from '#features/sources/add-source-button.tsx'
import { InspectionLine, referenceProblem, type useInspection } from '#features/sources/inspection.tsx'
import { ReferenceField } from '#features/sources/reference-field.tsx'
import { type NewEnvironment, ofKind, sourceRequestOf } from '#lib/new-environment.ts'
import { FormSection } from './form-section.tsx'
import { ReleaseField } from './release-field.tsx'

type FieldsProps = {
  choice: NewEnvironment
  onChange: (choice: NewEnvironment) => void
  sources: readonly string[]
  problems: ReadonlyMap<string, string>
  /** What the chosen source is at the chosen reference. */
  inspection: ReturnType<typeof useInspection>
}

const another = '+'

/** Where the code comes from, what it is called, and which kind and release it is. */
export function NewEnvironmentFields({ choice, onChange, sources, problems, inspection }: FieldsProps) {
  const t = useTranslations('configuration')
  const { specification } = choice
  return (
    <>
      <FormSection title={t('step.source')}>
        <SelectField
          label={t('source')}
          help={t('sourceHelp')}
          value={choice.source ?? another}
          onChange={(value) => onChange({ ...choice, source: value === another ? null : value })}
          options={[...sources.map((value) => ({ value, label: value })), { value: another, label: t('sourceNew') }]}
        />
        <ReferenceField
          source={choice.source}
          error={problems.get('reference') ?? referenceProblem(inspection.error)}
          value={choice.reference}
          onChange={(reference) => onChange({ ...choice, reference })}
        />
        {choice.source === null ? (
          <NewSourceFields choice={choice} onChange={onChange} problems={problems} />
        ) : (
          <InspectionLine inspection={inspection.data} isReading={inspection.isFetching && !inspection.isError} />
        )}
      </FormSection>
      <FormSection title={t('step.kind')}>
        <TextField
          label={t('name')}
          help={t('nameHelp')}
          error={problems.get('name')}
          value={choice.name}
          onChange={(name) => onChange({ ...choice, name })}
          required
          mono
        />
        <ReleaseField
          value={specification.release}
          inspection={inspection.data}
          error={problems.get('release')}
          onChange={(release) => onChange({ ...choice, specification: { ...specification, release } })}
        />
        <KindField choice={choice} onChange={onChange} />
        <Checkbox
          label={t('autoDeploy')}
          help={t('autoDeployHelp')}
          checked={choice.autoDeploy}
          onChange={(autoDeploy) => onChange({ ...choice, autoDeploy })}
        />
        {specification.kind === 'development' && (
          <TextField
            label={t('workingTree')}
            help={t('workingTreeHelp')}
            error={problems.get('workingTree')}
            value={choice.workingTree}
            onChange={(workingTree) => onChange({ ...choice, workingTree })}
            optional
            mono
          />
        )}
      </FormSection>
    </>
  )
}

/** A repository that the portal does not know yet. */
function NewSourceFields({ choice, onChange, problems }: Pick<FieldsProps, 'choice' | 'onChange' | 'problems'>) {
  const t = useTranslations('configuration')
  const { newSource } = choice
  const setSource = (part: Partial<NewEnvironment['newSource']>) =>
    onChange({ ...choice, newSource: { ...newSource, ...part } })
  return (
    <>
      <TextField
        label={t('sourceUrl')}
        help={t('sourceUrlHelp')}
        error={problems.get('newSource.url')}
        placeholder="https://git.example.org/edx-platform.git"
        value={newSource.url}
        onChange={(url) => setSource({ url })}
        mono
      />
      <TextField
        label={t('sourceName')}
        help={t('sourceNameHelp')}
        error={problems.get('newSource.name')}
        value={newSource.name}
        onChange={(name) => setSource({ name })}
        mono
      />
      <TextField
        label={t('sourceUser')}
        help={t('sourceUserHelp')}
        value={newSource.user}
        onChange={(user) => setSource({ user })}
        optional
        mono
      />
      <TextField
        label={t('sourcePassword')}
        help={t('sourcePasswordHelp')}
        type="password"
        autoComplete="new-password"
        value={newSource.password}
        onChange={(password) => setSource({ password })}
        optional
      />
      <AddSourceButton
        body={sourceRequestOf(newSource)}
        onAdded={(source) => onChange({ ...choice, source, newSource: { ...newSource, password: '' } })}
      />
    </>
  )
}

function KindField({ choice, onChange }: Pick<FieldsProps, 'choice' | 'onChange'>) {
  const t = useTranslations()
  const name = useId()
  return (
    <fieldset className="sm:col-span-2">
      <legend className="text-sm font-medium">{t('configuration.kind')}</legend>
      <div className="mt-1.5 grid gap-2 sm:grid-cols-3">
        {environmentKind.options.map((kind) => {
          const isChosen = choice.specification.kind === kind
          return (
            <label
              key={kind}
              className={`flex gap-2.5 rounded-card border p-3 text-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${
                isChosen ? 'border-accent bg-accent/8' : 'border-edge hover:bg-sunken'
              }`}
            >
              <input
                type="radio"
                name={name}
                checked={isChosen}
                onChange={() => onChange(ofKind(choice, kind))}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span>
                <span className="block font-medium">{t(`status.environmentKind.${kind}`)}</span>
                <span className="block text-xs text-quiet">{t(`configuration.kindHelp.${kind}`)}</span>
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
