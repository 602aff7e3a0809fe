import { Suspense } from 'react'
import { NotificationsPage } from '#features/notifications/notifications-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <NotificationsPage />
    </Suspense>
  )
}
