'use client'

import type { Member } from '@fun/contract/access'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { putRoles, removeMember, setDisabled } from './member-calls.ts'
import { RolesDialog } from './roles-dialog.tsx'

export type AskedOfMember = 'roles' | 'disable' | 'remove'

type MemberDialogProps = { what: AskedOfMember; member: Member; onDone: () => unknown; onClose: () => void }

/** What is asked before something happens to a member. */
export function MemberDialog({ what, member, onDone, onClose }: MemberDialogProps) {
  const t = useTranslations('members')
  const { id, name } = member
  const act = useMutation({
    mutationFn: (): Promise<unknown> => (what === 'remove' ? removeMember(id) : setDisabled({ id, disabled: true })),
    onSuccess: async () => {
      await onDone()
      onClose()
    },
  })
  if (what === 'roles')
    return (
      <RolesDialog
        title={t('rolesTitle', { name })}
        held={member.roles}
        save={(held) => putRoles({ id, held })}
        onSaved={onDone}
        onClose={onClose}
      >
        <p>{t('rolesText')}</p>
      </RolesDialog>
    )
  return (
    <ConfirmDialog
      title={t(`${what}Title`, { name })}
      verb={t(what)}
      variant="danger"
      busy={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    >
      <p>{t(`${what}Text`)}</p>
    </ConfirmDialog>
  )
}
