'use client'

import { type Action, actions } from '@fun/contract/policy'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { fieldError } from '#features/session/refusal-text.ts'
import { actionMeaning } from '#messages/action-meaning.ts'
import { makeToken, type NewToken, type TokensPath } from './token-calls.ts'

const daysOffered = [7, 30, 90, 365]
const never = 'never'

type MakeTokenDialogProps = { path: TokensPath; onMade: () => unknown; onClose: () => void }

/** Makes a token, narrowed as far as its use allows, and shows it once. */
export function MakeTokenDialog({ path, onMade, onClose }: MakeTokenDialogProps) {
  const t = useTranslations('tokens')
  const locale = useLocale()
  const environments = useEnvironments().data ?? []
  const [wanted, setWanted] = useState<NewToken>({ name: '', actions: [], environments: [], expiresInDays: 90 })
  const making = useMutation({ mutationFn: () => makeToken(path, wanted), onSuccess: onMade })
  const made = making.data
  if (made !== undefined)
    return (
      <ConfirmDialog
        title={t('made', { name: made.name })}
        verb={t('kept')}
        variant="primary"
        wayOut="none"
        busy={false}
        error={null}
        onConfirm={onClose}
        onClose={onClose}
      >
        <p>{t('madeText')}</p>
        <CommandLine name={t('token')} command={made.token} />
      </ConfirmDialog>
    )
  const { expiresInDays } = wanted
  const setExpiry = (days: string) => {
    const { expiresInDays: _before, ...rest } = wanted
    setWanted(days === never ? rest : { ...rest, expiresInDays: Number(days) })
  }
  return (
    <ConfirmDialog
      title={t('makeTitle')}
      verb={t('make')}
      variant="primary"
      wayOut="cancel"
      busy={making.isPending}
      disabled={wanted.name.trim() === ''}
      error={making.error}
      onConfirm={() => making.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('name')}
        help={t('nameHelp')}
        error={fieldError(making.error, 'name')}
        value={wanted.name}
        onChange={(name) => setWanted({ ...wanted, name })}
      />
      <SelectField<string>
        label={t('expiry')}
        value={expiresInDays === undefined ? never : String(expiresInDays)}
        onChange={setExpiry}
        options={[
          ...daysOffered.map((days) => ({ value: String(days), label: t('days', { days }) })),
          { value: never, label: t('noExpiry') },
        ]}
      />
      <Choices<string>
        title={t('where')}
        help={t(wanted.environments.length === 0 ? 'whereAll' : 'whereSome')}
        options={environments.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={wanted.environments}
        onChange={(chosen) => setWanted({ ...wanted, environments: chosen })}
      />
      <Choices<Action>
        title={t('actions')}
        help={t(wanted.actions.length === 0 ? 'actionsAll' : 'actionsSome')}
        options={actions.map((each) => ({ value: each, label: each, help: actionMeaning(each, locale) }))}
        chosen={wanted.actions}
        onChange={(chosen) => setWanted({ ...wanted, actions: chosen })}
      />
    </ConfirmDialog>
  )
}

type ChoicesProps<T extends string> = {
  title: string
  /** What the choice that is made now means. */
  help: string
  options: readonly { value: T; label: string; help?: string }[]
  chosen: readonly T[]
  onChange: (chosen: T[]) => void
}

/** Any number of many. */
function Choices<T extends string>({ title, help, options, chosen, onChange }: ChoicesProps<T>) {
  if (options.length === 0) return null
  const toggle = (value: T, on: boolean) => onChange(on ? [...chosen, value] : chosen.filter((each) => each !== value))
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium text-text">{title}</legend>
      <p className="text-xs">{help}</p>
      <div className="mt-1 max-h-48 space-y-1.5 overflow-y-auto rounded-control border border-line p-2.5 text-text">
        {options.map((each) => (
          <Checkbox
            key={each.value}
            label={<span className="font-mono text-xs break-all">{each.label}</span>}
            help={each.help}
            checked={chosen.includes(each.value)}
            onChange={(on) => toggle(each.value, on)}
          />
        ))}
      </div>
    </fieldset>
  )
}
