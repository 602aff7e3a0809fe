'use client'

import type { Operation } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { Card } from '#components/ui/card.tsx'
import { isWebAddress } from '#features/environments/environment-links.tsx'

const urls = z.array(z.object({ name: z.string(), url: z.string() }))

/** Where what was deployed is served now. Nothing when the operation served nothing. */
export function OperationUrls({ operation }: { operation: Operation }) {
  const t = useTranslations('operation')
  const found = urls.safeParse(operation.result.urls).data?.filter((each) => isWebAddress(each.url)) ?? []
  if (operation.state !== 'succeeded' || found.length === 0) return null
  return (
    <Card title={t('urls')}>
      <ul className="flex flex-wrap gap-x-6 gap-y-1 px-4 py-3 text-sm">
        {found.map((each) => (
          <li key={each.url}>
            <span className="mr-2 text-quiet">{each.name}</span>
            <a
              href={each.url}
              target="_blank"
              rel="noreferrer"
              className="rounded-control break-all text-accent hover:underline"
            >
              {each.url}
            </a>
          </li>
        ))}
      </ul>
    </Card>
  )
}
