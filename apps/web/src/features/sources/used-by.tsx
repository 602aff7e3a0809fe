'use client'

import type { Environment } from '@fun/contract/resources'
import Link from 'next/link'
import { useTranslations } from 'use-intl'

/** Environments as links; the page that lists them leads to where each is seen to. */
export function UsedBy({ environments }: { environments: readonly Environment[] }) {
  const t = useTranslations('common')
  if (environments.length === 0) return t('none')
  return (
    <span className="flex flex-wrap gap-x-3">
      {environments.map((each) => (
        <Link
          key={each.id}
          href={`/environments/${each.name}/source`}
          className="inline-flex min-h-6 items-center rounded-control text-accent hover:underline"
        >
          {each.name}
        </Link>
      ))}
    </span>
  )
}
