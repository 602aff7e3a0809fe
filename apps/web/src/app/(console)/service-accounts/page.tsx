import { Suspense } from 'react'
import { ServiceAccountsPage } from '#features/service-accounts/service-accounts-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <ServiceAccountsPage />
    </Suspense>
  )
}
