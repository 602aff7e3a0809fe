import { InvitationPage } from '#features/invitations/invitation-page.tsx'

export default function Page() {
  return <InvitationPage />
}
