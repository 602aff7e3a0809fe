'use client'

import type { heldRole } from '@fun/contract/access'
import { type Role, roles } from '@fun/contract/policy'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { SelectField } from '#components/ui/field.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'

export type Held = z.infer<typeof heldRole>
type Place = Held['environment']

type RolesDialogProps = {
  title: string
  /** What follows when the roles change. */
  children: ReactNode
  held: readonly Held[]
  /** Gives exactly these roles. */
  save: (roles: readonly Held[]) => Promise<unknown>
  onSaved: () => unknown
  onClose: () => void
}

/** Roles of somebody, one for each place: the whole installation, and environments. */
export function RolesDialog({ title, children, held, save, onSaved, onClose }: RolesDialogProps) {
  const t = useTranslations('members')
  const environments = useEnvironments().data ?? []
  const [wanted, setWanted] = useState(held)
  const [places, setPlaces] = useState<readonly Place[]>([
    null,
    ...held.flatMap(({ environment }) => (environment === null ? [] : [environment])),
  ])
  const saving = useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await onSaved()
      onClose()
    },
  })
  const others = environments.filter(({ id }) => !places.some((place) => place?.id === id))
  const add = (id: string) => {
    const found = others.find((each) => each.id === id)
    if (found === undefined) return
    const environment = { id: found.id, name: found.name }
    setPlaces([...places, environment])
    setWanted([...wanted, { role: 'viewer', environment }])
  }
  return (
    <ConfirmDialog
      title={title}
      verb={t('saveRoles')}
      variant="primary"
      wayOut="cancel"
      busy={saving.isPending}
      error={saving.error}
      onConfirm={() => saving.mutate(wanted)}
      onClose={onClose}
    >
      {children}
      {places.map((place) => (
        <SelectField<Role | ''>
          key={place?.id ?? ''}
          label={place === null ? t('everywhere') : place.name}
          value={roleAt(wanted, place) ?? ''}
          onChange={(role) => setWanted(withRoleAt(wanted, place, role === '' ? null : role))}
          options={[
            { value: '', label: t('none') },
            ...roles.map((role) => ({ value: role, label: t(`roles.${role}`) })),
          ]}
        />
      ))}
      {others.length > 0 && (
        <SelectField<string>
          label={t('addPlace')}
          value=""
          onChange={add}
          options={[{ value: '', label: t('choose') }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      )}
    </ConfirmDialog>
  )
}

const isAt = (held: Held, place: Place): boolean => held.environment?.id === place?.id

/** The role that is held at a place; null: none. */
export const roleAt = (held: readonly Held[], place: Place): Role | null =>
  held.find((each) => isAt(each, place))?.role ?? null

/** The roles with another one, or none, at a place. */
export function withRoleAt(held: readonly Held[], place: Place, role: Role | null): readonly Held[] {
  const elsewhere = held.filter((each) => !isAt(each, place))
  return role === null ? elsewhere : [...elsewhere, { role, environment: place }]
}
