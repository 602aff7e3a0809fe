'use client'

import type { Invitation } from '@fun/contract/accounts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { formatAbsolute } from '#lib/time.ts'
import { invitationsQuery, revokeInvitation } from './member-calls.ts'

/** Who is invited and has not come yet, and what became of the others. */
export function InvitationsCard({ invitations }: { invitations: readonly Invitation[] }) {
  const t = useTranslations('members')
  const locale = useLocale()
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: revokeInvitation,
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
  return (
    <Card title={t('invitations')}>
      {invitations.length === 0 && <p className="p-4 text-sm text-quiet">{t('noInvitations')}</p>}
      {revoke.error !== null && (
        <div className="p-4">
          <ProblemNotice error={revoke.error} />
        </div>
      )}
      <ul className="divide-y divide-line px-4 text-sm">
        {invitations.map((each) => (
          <li key={each.id} className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
            <div className="min-w-0 flex-1">
              <p className="font-medium break-words">
                {each.email}
                <span className="ml-2 font-normal text-quiet">{t(`states.${each.state}`)}</span>
              </p>
              <p className="text-xs text-quiet">
                {each.environment === null
                  ? t(`roles.${each.role}`)
                  : t('on', { role: t(`roles.${each.role}`), environment: each.environment.name })}
                {' · '}
                {t('invitedBy', { by: each.invitedBy.replace(/^[a-z-]+:/, '') })}
                {each.state === 'open' &&
                  ` · ${t('expires', { at: formatAbsolute(Date.parse(each.expiresAt), locale) })}`}
              </p>
            </div>
            {each.state === 'open' && (
              <Button
                variant="quiet"
                aria-label={t('revokeNamed', { email: each.email })}
                busy={revoke.isPending && revoke.variables === each.id}
                onClick={() => revoke.mutate(each.id)}
              >
                {t('revoke')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
