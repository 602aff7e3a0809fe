import { QueuePage } from '#features/operations/queue-page.tsx'

export default function Page() {
  return <QueuePage />
}
