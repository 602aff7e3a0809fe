'use client'

import type { Environment } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { TextField } from '#components/ui/field.tsx'
import { useEnvironment } from './environment-queries.ts'
import { FormSection } from './form-section.tsx'
import { ReleaseField } from './release-field.tsx'
import { SpecificationForm } from './specification-form.tsx'
import { SpecificationReview } from './specification-review.tsx'
import { useSpecificationEdit } from './use-specification-edit.ts'

/** The settings of an environment: edit, see what would change, save; a deployment applies it. */
export function Configuration({ name }: { name: string }) {
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return <Editor key={environment.id} environment={environment} />
}

function Editor({ environment }: { environment: Environment }) {
  const t = useTranslations('configuration')
  const edit = useSpecificationEdit(environment)
  const { draft, setDraft, problems } = edit
  return (
    <SpecificationReview environment={environment} edit={edit}>
      <FormSection title={t('sections.what')}>
        <TextField
          label={t('reference')}
          help={t('referenceHelp')}
          error={problems.get('reference')}
          value={draft.reference}
          onChange={(reference) => setDraft({ ...draft, reference })}
          mono
        />
        <ReleaseField
          value={draft.specification.release}
          onChange={(release) => setDraft({ ...draft, specification: { ...draft.specification, release } })}
        />
        <Checkbox
          label={t('autoDeploy')}
          help={t('autoDeployHelp')}
          checked={draft.autoDeploy}
          onChange={(autoDeploy) => setDraft({ ...draft, autoDeploy })}
        />
      </FormSection>
      <SpecificationForm
        specification={draft.specification}
        problems={problems}
        onChange={(specification) => setDraft({ ...draft, specification })}
      />
    </SpecificationReview>
  )
}
