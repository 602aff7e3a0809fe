'use client'

import { type Role, roles } from '@fun/contract/policy'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { CommandLine } from '#components/ui/command-line.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { fieldError } from '#features/session/refusal-text.ts'
import { invitationsQuery, invite, type NewInvitation } from './member-calls.ts'

const hoursOffered = [24, 72, 168]

/** Invites an address, and shows the link once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('members')
  const client = useQueryClient()
  const environments = useEnvironments().data ?? []
  const [wanted, setWanted] = useState<NewInvitation>({ email: '', role: 'developer', expiresInHours: 72 })
  const making = useMutation({
    mutationFn: invite,
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
  const made = making.data
  if (made !== undefined)
    return (
      <ConfirmDialog
        title={t('link')}
        verb={t('done')}
        variant="primary"
        wayOut="none"
        busy={false}
        error={null}
        onConfirm={onClose}
        onClose={onClose}
      >
        <p>{t(made.mailed ? 'linkMailed' : 'linkText', { email: made.invitation.email })}</p>
        <CommandLine name={t('link')} command={made.url} />
      </ConfirmDialog>
    )
  return (
    <ConfirmDialog
      title={t('inviteTitle')}
      verb={t('invite')}
      variant="primary"
      wayOut="cancel"
      busy={making.isPending}
      disabled={wanted.email === ''}
      error={making.error}
      onConfirm={() => making.mutate(wanted)}
      onClose={onClose}
    >
      <p>{t('inviteText')}</p>
      <TextField
        label={t('email')}
        error={fieldError(making.error, 'email')}
        type="email"
        value={wanted.email}
        onChange={(email) => setWanted({ ...wanted, email })}
      />
      <SelectField<Role>
        label={t('role')}
        value={wanted.role}
        onChange={(role) => setWanted({ ...wanted, role })}
        options={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
      />
      <SelectField<string>
        label={t('where')}
        error={fieldError(making.error, 'environment')}
        value={wanted.environment ?? ''}
        onChange={(environment) => {
          const { environment: _before, ...rest } = wanted
          setWanted(environment === '' ? rest : { ...rest, environment })
        }}
        options={[
          { value: '', label: t('everywhere') },
          ...environments.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <SelectField<string>
        label={t('hours')}
        value={String(wanted.expiresInHours)}
        onChange={(hours) => setWanted({ ...wanted, expiresInHours: Number(hours) })}
        options={hoursOffered.map((hours) => ({ value: String(hours), label: t('hoursOption', { hours }) }))}
      />
    </ConfirmDialog>
  )
}
