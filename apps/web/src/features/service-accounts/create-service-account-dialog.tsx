'use client'

import { type Role, roles } from '@fun/contract/policy'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { fieldError } from '#features/session/refusal-text.ts'
import { createServiceAccount, serviceAccountsKey } from './service-account-calls.ts'

/** Makes an account for a machine, with its first role, and goes to it: its tokens are made there. */
export function CreateServiceAccountDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations()
  const client = useQueryClient()
  const router = useRouter()
  const environments = useEnvironments().data ?? []
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('developer')
  const [place, setPlace] = useState('')
  const environment = environments.find(({ id }) => id === place)
  const making = useMutation({
    mutationFn: () =>
      createServiceAccount({
        name,
        held: [
          { role, environment: environment === undefined ? null : { id: environment.id, name: environment.name } },
        ],
      }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: serviceAccountsKey })
      router.push(`/service-accounts/${made.name}`)
    },
  })
  return (
    <ConfirmDialog
      title={t('tokens.makeAccountTitle')}
      verb={t('tokens.makeAccount')}
      variant="primary"
      wayOut="cancel"
      busy={making.isPending}
      disabled={name === ''}
      error={making.error}
      onConfirm={() => making.mutate()}
      onClose={onClose}
    >
      <p>{t('tokens.makeAccountText')}</p>
      <TextField
        label={t('tokens.name')}
        help={t('tokens.accountNameHelp')}
        error={fieldError(making.error, 'name')}
        mono
        value={name}
        onChange={setName}
      />
      <SelectField<Role>
        label={t('members.role')}
        value={role}
        onChange={setRole}
        options={roles.map((each) => ({ value: each, label: t(`members.roles.${each}`) }))}
      />
      <SelectField<string>
        label={t('members.where')}
        value={place}
        onChange={setPlace}
        options={[
          { value: '', label: t('members.everywhere') },
          ...environments.map((each) => ({ value: each.id, label: each.name })),
        ]}
      />
    </ConfirmDialog>
  )
}
