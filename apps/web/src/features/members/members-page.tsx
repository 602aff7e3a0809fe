'use client'

import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { useAddressedOpening } from '#features/shell/use-addressed-opening.ts'
import { InvitationsCard } from './invitations-card.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { invitationsQuery, membersQuery } from './member-calls.ts'
import { MembersCard } from './members-card.tsx'

/** Who may come in, what they may do, and who is invited. */
export function MembersPage() {
  const t = useTranslations()
  const members = useQuery(membersQuery)
  const invitations = useQuery(invitationsQuery)
  const [asks, setAsks] = useAddressedOpening('invite')
  const error = members.error ?? invitations.error
  return (
    <>
      <title>{t('common.title', { page: t('members.title') })}</title>
      <PageHeader
        title={t('members.title')}
        summary={t('members.summary')}
        actions={
          <>
            <Button variant="primary" onClick={() => setAsks(true)}>
              <UserPlus aria-hidden="true" className="size-4" />
              {t('members.invite')}
            </Button>
            <Link href="/members/roles" prefetch={false} className={buttonClass('secondary')}>
              {t('members.table')}
            </Link>
          </>
        }
      />
      {error !== null && <ProblemNotice error={error} />}
      {members.data !== undefined && <MembersCard members={members.data.items} />}
      {invitations.data !== undefined && <InvitationsCard invitations={invitations.data.items} />}
      {asks && <InviteDialog onClose={() => setAsks(false)} />}
    </>
  )
}
