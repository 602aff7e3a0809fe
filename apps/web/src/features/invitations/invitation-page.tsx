'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Entrance } from '#features/session/entrance.tsx'
import { PersonForm } from '#features/session/person-form.tsx'
import { acceptInvitation, lookAtInvitation } from '#features/session/sign-in.ts'
import { useFragment } from '#lib/fragment.ts'
import { noteSessionStart } from '#lib/session-end.ts'

/** Where the link of an invitation leads. */
export function InvitationPage() {
  const t = useTranslations('signIn')
  const token = useFragment('code')
  if (token === undefined) return null
  if (token === null)
    return (
      <Entrance title={t('invitation')} text={t('invitationNoLink')}>
        {null}
      </Entrance>
    )
  return <Invitation token={token} />
}

function Invitation({ token }: { token: string }) {
  const t = useTranslations('signIn')
  const tMembers = useTranslations('members')
  const router = useRouter()
  const queryClient = useQueryClient()
  const look = useQuery({ queryKey: ['invitation', token], queryFn: () => lookAtInvitation(token) })
  const accept = useMutation({
    mutationFn: acceptInvitation,
    onSuccess: () => {
      noteSessionStart()
      queryClient.clear()
      router.replace('/')
    },
  })
  if (look.isError)
    return (
      <Entrance title={t('invitation')}>
        <ProblemNotice error={look.error} />
      </Entrance>
    )
  if (look.data === undefined) return null
  const { invitedBy, role } = look.data
  return (
    <Entrance
      title={t('invitation')}
      text={t('invitationText', { by: invitedBy.replace(/^[a-z-]+:/, ''), role: tMembers(`roles.${role}`) })}
    >
      <PersonForm
        verb={t('invitationAccept')}
        emailHelp={t('invitationEmailHelp')}
        busy={accept.isPending}
        error={accept.error}
        onSubmit={(person) => accept.mutate({ token, ...person })}
      />
    </Entrance>
  )
}
