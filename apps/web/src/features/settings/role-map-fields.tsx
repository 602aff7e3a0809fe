'use client'

import { type Role, roles } from '@fun/contract/policy'
import { Plus, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { type MappingDraft, type ProviderDraft, withMapping } from '#lib/provider-draft.ts'

type RoleMapFieldsProps = {
  draft: ProviderDraft
  onChange: (draft: ProviderDraft) => void
  problems: ReadonlyMap<string, string>
}

/** Which value of the claim gives which role; the highest of those that match counts. */
export function RoleMapFields({ draft, onChange, problems }: RoleMapFieldsProps) {
  const t = useTranslations('settings')
  const roleName = useTranslations('members.roles')
  const setRow = (key: number, part: Partial<MappingDraft>) =>
    onChange({ ...draft, roleMap: draft.roleMap.map((each) => (each.key === key ? { ...each, ...part } : each)) })
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">{t('roleMap')}</legend>
      <p className="text-xs text-quiet">{t('roleMapHelp')}</p>
      <ul className="mt-2 space-y-3">
        {draft.roleMap.map(({ key, value, role }, index) => (
          <li key={key} className="flex flex-wrap items-start gap-x-3 gap-y-2">
            <TextField
              label={t('mapValue', { number: index + 1 })}
              error={problems.get(`roleMap.${index}`)}
              value={value}
              onChange={(next) => setRow(key, { value: next })}
              className="flex-1 basis-40"
              mono
            />
            <SelectField<Role>
              label={t('mapRole', { number: index + 1 })}
              value={role}
              onChange={(next) => setRow(key, { role: next })}
              options={roles.map((each) => ({ value: each, label: roleName(each) }))}
              className="flex-1 basis-32"
            />
            <Button
              variant="quiet"
              aria-label={t('mapRemove', { number: index + 1 })}
              title={t('mapRemove', { number: index + 1 })}
              onClick={() => onChange({ ...draft, roleMap: draft.roleMap.filter((each) => each.key !== key) })}
              className="mt-6 px-2"
            >
              <X aria-hidden="true" className="size-4" />
            </Button>
          </li>
        ))}
      </ul>
      <Button variant="quiet" onClick={() => onChange(withMapping(draft))} className="mt-2 px-2">
        <Plus aria-hidden="true" className="size-4" />
        {t('mapAdd')}
      </Button>
    </fieldset>
  )
}
