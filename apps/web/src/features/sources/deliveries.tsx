'use client'

import { delivery, page } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import { Card } from '#components/ui/card.tsx'
import { Commit } from '#components/ui/commit.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { callApi } from '#lib/api-client.ts'

const deliveryPage = page(delivery)

/** What a delivery is about: a branch or tag, a pull request, or the kind of its event. */
function subjectOf({ ref, pullRequest, event }: z.infer<typeof delivery>): string {
  if (pullRequest !== null) return `#${pullRequest.number}`
  return ref === null ? event : ref.replace(/^refs\/(heads|tags)\//, '')
}

/** Pushes that a git host told of, and what came of each. */
export function Deliveries({ sourceName }: { sourceName: string }) {
  const t = useTranslations('places')
  const query = useQuery({
    // Beneath `operations`: a delivery that started something changes that list too.
    queryKey: ['operations', 'deliveries', sourceName],
    queryFn: ({ signal }) => callApi(deliveryPage, `/sources/${encodeURIComponent(sourceName)}/deliveries`, { signal }),
  })
  return (
    <Card title={t('deliveries')}>
      {query.isError && <ProblemNotice error={query.error} />}
      {query.data?.items.length === 0 && <p className="px-4 py-4 text-sm text-quiet">{t('noDeliveries')}</p>}
      <ol>
        {query.data?.items.map((each) => (
          <li
            key={each.id}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0"
          >
            <code className="font-mono text-xs break-all">{subjectOf(each)}</code>
            {each.commit !== null && <Commit commit={each.commit} />}
            {each.commit === null && each.ref !== null && <span className="text-quiet">{t('deleted')}</span>}
            <span className="min-w-0 flex-1 basis-60">{each.outcome}</span>
            {each.operationIds.map((id) => (
              <Link
                key={id}
                href={`/operations/${id}`}
                prefetch={false}
                className="rounded-control text-accent hover:underline"
              >
                {t('operation', { id: id.slice(-6) })}
              </Link>
            ))}
            <Ago at={each.receivedAt} className="text-xs text-quiet" />
          </li>
        ))}
      </ol>
    </Card>
  )
}
