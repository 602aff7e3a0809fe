import { NotificationsPage } from '#features/notifications/notifications-page.tsx'

export default function Page() {
  return <NotificationsPage />
}
