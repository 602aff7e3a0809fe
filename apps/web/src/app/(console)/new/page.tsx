import { NewEnvironmentPage } from '#features/environments/new-environment-page.tsx'

export default function Page() {
  return <NewEnvironmentPage />
}
