'use client'

import { oidcProvider } from '@fun/contract/accounts'
import { type Role, roles } from '@fun/contract/policy'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import {
  draftOfProvider,
  emptyProvider,
  newProviderOf,
  type Provider,
  type ProviderDraft,
  problemsOfProvider,
  providerChangeOf,
  wantsSecret,
} from '#lib/provider-draft.ts'
import { showToast } from '#lib/toast.ts'
import { RoleMapFields } from './role-map-fields.tsx'
import { useProviderChange } from './settings-queries.ts'

type ProviderFormProps = {
  /** The one that is changed; absent: a new one. */
  provider?: Provider
  onClose: () => void
}

/** A sign-in provider. The API asks its issuer before anything is kept, and says what is wrong with the answer. */
export function ProviderForm({ provider, onClose }: ProviderFormProps) {
  const t = useTranslations('settings')
  const role = useTranslations('members.roles')
  const [draft, setDraft] = useState(() => (provider === undefined ? emptyProvider : draftOfProvider(provider)))
  const [tried, setTried] = useState(false)
  const problems = new Map(problemsOfProvider(draft))
  if (provider !== undefined && wantsSecret(draft, provider)) problems.set('clientSecret', t('clientSecretWanted'))
  const save = useProviderChange<Provider>((saved) => {
    showToast('success', t('saved', { title: saved.title }))
    onClose()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problems.size > 0) return
    save.mutate(
      provider === undefined
        ? { schema: oidcProvider, path: '/oidc/providers', method: 'POST', body: newProviderOf(draft) }
        : {
            schema: oidcProvider,
            path: `/oidc/providers/${provider.name}`,
            method: 'PATCH',
            body: providerChangeOf(draft),
          },
    )
  }
  const set = (part: Partial<ProviderDraft>) => setDraft({ ...draft, ...part })
  const told = tried ? problems : new Map<string, string>()
  return (
    <form onSubmit={submit} noValidate className="space-y-4 border-b border-line px-4 py-4">
      <div className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
        {provider === undefined && (
          <TextField
            label={t('name')}
            help={t('nameHelp', { uri: redirectUriOf(draft.name) })}
            error={told.get('name')}
            value={draft.name}
            onChange={(name) => set({ name })}
            mono
          />
        )}
        <TextField
          label={t('titleField')}
          help={t('titleHelp')}
          error={told.get('title')}
          value={draft.title}
          onChange={(title) => set({ title })}
        />
        <ClientFields draft={draft} set={set} problems={told} provider={provider} />
        <TextField
          label={t('roleClaim')}
          help={t('roleClaimHelp')}
          error={told.get('roleClaim')}
          value={draft.roleClaim}
          onChange={(roleClaim) => set({ roleClaim })}
          mono
          optional
        />
        <SelectField<Role | ''>
          label={t('defaultRole')}
          help={t('defaultRoleHelp')}
          value={draft.defaultRole}
          onChange={(defaultRole) => set({ defaultRole })}
          options={[{ value: '', label: t('noRole') }, ...roles.map((value) => ({ value, label: role(value) }))]}
        />
      </div>
      <RoleMapFields draft={draft} onChange={setDraft} problems={told} />
      {provider !== undefined && draft.issuer.trim() !== provider.issuer && (
        <p role="status" className="text-sm font-medium text-warn">
          {t('issuerChanges')}
        </p>
      )}
      {save.isError && <ProblemNotice error={save.error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={save.isPending}>
          {provider === undefined ? t('create') : t('save')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </form>
  )
}

/** Where a provider will send browsers back to, as far as this page can tell; the list says it as the API has it. */
const redirectUriOf = (name: string): string =>
  `${window.location.origin}/api/v1/oidc/${name.trim() === '' ? '…' : name.trim()}/callback`

type ClientFieldsProps = {
  draft: ProviderDraft
  set: (part: Partial<ProviderDraft>) => void
  problems: ReadonlyMap<string, string>
  provider: Provider | undefined
}

/** What the portal is at the provider. */
function ClientFields({ draft, set, problems, provider }: ClientFieldsProps) {
  const t = useTranslations('settings')
  const hasSecret = provider?.hasClientSecret === true
  return (
    <>
      <TextField
        label={t('issuer')}
        help={t('issuerHelp')}
        error={problems.get('issuer')}
        value={draft.issuer}
        onChange={(issuer) => set({ issuer })}
        mono
      />
      <TextField
        label={t('clientId')}
        help={t('clientIdHelp')}
        error={problems.get('clientId')}
        value={draft.clientId}
        onChange={(clientId) => set({ clientId })}
        mono
      />
      <TextField
        label={t('clientSecret')}
        help={hasSecret ? t('clientSecretKept') : t('clientSecretHelp')}
        error={problems.get('clientSecret')}
        type="password"
        autoComplete="new-password"
        disabled={draft.withoutSecret}
        value={draft.clientSecret}
        onChange={(clientSecret) => set({ clientSecret })}
        optional
      />
      <TextField
        label={t('scopes')}
        help={t('scopesHelp')}
        error={problems.get('scopes')}
        value={draft.scopes}
        onChange={(scopes) => set({ scopes })}
        mono
      />
      {hasSecret && (
        <Checkbox
          label={t('withoutSecret')}
          help={t('withoutSecretHelp')}
          checked={draft.withoutSecret}
          onChange={(withoutSecret) => set({ withoutSecret })}
        />
      )}
    </>
  )
}
