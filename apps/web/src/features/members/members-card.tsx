'use client'

import type { Member } from '@fun/contract/access'
import { type Role, roles } from '@fun/contract/policy'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Menu, MenuItem, MenuSeparator } from '#components/ui/menu.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { membersQuery, putRoles, setDisabled } from './member-calls.ts'
import { type AskedOfMember, MemberDialog } from './member-dialog.tsx'
import { RoleList } from './role-list.tsx'
import { roleAt, withRoleAt } from './roles-dialog.tsx'

/** Members with their role on the whole installation, which is changed here, and those on environments. */
export function MembersCard({ members }: { members: readonly Member[] }) {
  const t = useTranslations('members')
  const client = useQueryClient()
  const [asked, setAsked] = useState<{ what: AskedOfMember; member: Member } | null>(null)
  const onSuccess = () => client.invalidateQueries({ queryKey: membersQuery.queryKey })
  const give = useMutation({ mutationFn: putRoles, onSuccess })
  const enable = useMutation({ mutationFn: setDisabled, onSuccess })
  const error = give.error ?? enable.error
  return (
    <Card title={t('title')}>
      {error !== null && (
        <div className="p-4">
          <ProblemNotice error={error} />
        </div>
      )}
      <ul className="divide-y divide-line px-4 text-sm">
        {members.map((each) => (
          <li key={each.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2">
            <div className="min-w-0 flex-1 basis-48">
              <p className="font-medium break-words">
                {each.name}
                {each.disabledAt !== null && <span className="ml-2 font-normal text-quiet">{t('disabled')}</span>}
              </p>
              <p className="text-xs break-words text-quiet">
                {each.email} · <Ago at={each.createdAt} />
              </p>
              {each.roles.some(({ environment }) => environment !== null) && (
                <p className="text-xs text-quiet">
                  <RoleList held={each.roles.filter(({ environment }) => environment !== null)} />
                </p>
              )}
            </div>
            <RoleSelect
              member={each}
              busy={give.isPending}
              onGive={(role) => give.mutate({ id: each.id, held: withRoleAt(each.roles, null, role) })}
            />
            <Menu
              trigger={
                <Button variant="quiet" aria-label={t('more', { name: each.name })} className="px-2">
                  <Ellipsis aria-hidden="true" className="size-4" />
                </Button>
              }
            >
              <MenuItem onSelect={() => setAsked({ what: 'roles', member: each })}>{t('allRoles')}</MenuItem>
              {each.disabledAt === null ? (
                <MenuItem onSelect={() => setAsked({ what: 'disable', member: each })}>{t('disable')}</MenuItem>
              ) : (
                <MenuItem onSelect={() => enable.mutate({ id: each.id, disabled: false })}>{t('enable')}</MenuItem>
              )}
              <MenuSeparator />
              <MenuItem tone="danger" onSelect={() => setAsked({ what: 'remove', member: each })}>
                {t('remove')}
              </MenuItem>
            </Menu>
          </li>
        ))}
      </ul>
      {asked !== null && <MemberDialog {...asked} onDone={onSuccess} onClose={() => setAsked(null)} />}
    </Card>
  )
}

type RoleSelectProps = { member: Member; busy: boolean; onGive: (role: Role | null) => void }

function RoleSelect({ member, busy, onGive }: RoleSelectProps) {
  const t = useTranslations('members')
  return (
    <select
      aria-label={t('changeRole', { name: member.name })}
      disabled={busy}
      value={roleAt(member.roles, null) ?? ''}
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
