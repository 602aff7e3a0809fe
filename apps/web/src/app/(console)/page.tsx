import { FleetPage } from '#features/environments/fleet-page.tsx'

export default function Page() {
  return <FleetPage />
}
