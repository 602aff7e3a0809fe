'use client'

import { useEnvironment } from '#features/environments/environment-queries.ts'
import { LastBuilds } from './last-builds.tsx'
import { ServedParts } from './served-parts.tsx'

/** What an environment's image is made of, and what was built for it last. */
export function BuildsTab({ name }: { name: string }) {
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <ServedParts environment={environment} />
      <LastBuilds environment={environment} />
    </div>
  )
}
