import { Suspense } from 'react'
import { SourcesPage } from '#features/sources/sources-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <SourcesPage />
    </Suspense>
  )
}
