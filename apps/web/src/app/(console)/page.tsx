import { Suspense } from 'react'
import { FleetPage } from '#features/environments/fleet-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <FleetPage />
    </Suspense>
  )
}
