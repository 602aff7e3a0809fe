import { SourcesPage } from '#features/sources/sources-page.tsx'

export default function Page() {
  return <SourcesPage />
}
