import { Suspense } from 'react'
import { MembersPage } from '#features/members/members-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <MembersPage />
    </Suspense>
  )
}
