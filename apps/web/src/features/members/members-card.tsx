'use client'

import type { Member } from '@fun/contract/access'
import { type Role, roles } from '@fun/contract/policy'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { membersQuery, setDisabled, setInstallationRole } from './member-calls.ts'

/** Members with their role on the whole installation, which is changed here, and those on environments. */
export function MembersCard({ members }: { members: readonly Member[] }) {
  const t = useTranslations('members')
  const client = useQueryClient()
  const [asked, setAsked] = useState<Member | null>(null)
  const onSuccess = () => client.invalidateQueries({ queryKey: membersQuery.queryKey })
  const give = useMutation({ mutationFn: setInstallationRole, onSuccess })
  const disable = useMutation({
    mutationFn: setDisabled,
    onSuccess: () => {
      setAsked(null)
      return onSuccess()
    },
  })
  return (
    <Card title={t('title')}>
      {give.error !== null && (
        <div className="p-4">
          <ProblemNotice error={give.error} />
        </div>
      )}
      <ul className="divide-y divide-line px-4 text-sm">
        {members.map((each) => (
          <li key={each.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2">
            <div className="min-w-0 flex-1">
              <p className="font-medium break-words">
                {each.name}
                {each.disabledAt !== null && <span className="ml-2 font-normal text-quiet">{t('disabled')}</span>}
              </p>
              <p className="text-xs break-words text-quiet">
                {each.email} · <Ago at={each.createdAt} />
              </p>
              <EnvironmentRoles member={each} />
            </div>
            <RoleSelect member={each} busy={give.isPending} onGive={(role) => give.mutate({ of: each, role })} />
            {each.disabledAt === null ? (
              <Button variant="quiet" onClick={() => setAsked(each)}>
                {t('disable')}
              </Button>
            ) : (
              <Button variant="quiet" onClick={() => disable.mutate({ id: each.id, disabled: false })}>
                {t('enable')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked !== null && (
        <ConfirmDialog
          title={t('disableTitle', { name: asked.name })}
          verb={t('disable')}
          variant="danger"
          busy={disable.isPending}
          error={disable.error}
          onConfirm={() => disable.mutate({ id: asked.id, disabled: true })}
          onClose={() => {
            setAsked(null)
            disable.reset()
          }}
        >
          <p>{t('disableText')}</p>
        </ConfirmDialog>
      )}
    </Card>
  )
}

function EnvironmentRoles({ member }: { member: Member }) {
  const t = useTranslations('members')
  const held = member.roles.flatMap(({ role, environment }) =>
    environment === null ? [] : [t('on', { role: t(`roles.${role}`), environment: environment.name })],
  )
  return held.length === 0 ? null : <p className="text-xs text-quiet">{held.join(' · ')}</p>
}

type RoleSelectProps = { member: Member; busy: boolean; onGive: (role: Role | null) => void }

function RoleSelect({ member, busy, onGive }: RoleSelectProps) {
  const t = useTranslations('members')
  const held = member.roles.find(({ environment }) => environment === null)?.role ?? null
  return (
    <select
      aria-label={t('changeRole', { name: member.name })}
      disabled={busy}
      value={held ?? ''}
      onChange={({ target }) => onGive(roles.find((role) => role === target.value) ?? null)}
      className="h-8 rounded-control border border-edge bg-surface px-2.5 text-sm"
    >
      <option value="">{t('none')}</option>
      {roles.map((role) => (
        <option key={role} value={role}>
          {t(`roles.${role}`)}
        </option>
      ))}
    </select>
  )
}
