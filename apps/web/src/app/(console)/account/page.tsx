import { Suspense } from 'react'
import { AccountPage } from '#features/account/account-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <AccountPage />
    </Suspense>
  )
}
