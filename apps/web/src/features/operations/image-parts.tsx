'use client'

import { build, type Operation, page } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { Duration } from '#components/ui/time.tsx'
import { PartMark } from '#features/builds/part-mark.tsx'
import { callApi } from '#lib/api-client.ts'

const buildPage = page(build)

/** The parts of the platform's image that an operation needed: which were made, which were there, and how long it took. */
export function ImageParts({ operation }: { operation: Operation }) {
  const t = useTranslations('operation')
  // Parts come and end with steps: their states say when to ask again.
  const moved = operation.steps.filter((step) => step.key.startsWith('build')).map((step) => step.state)
  const query = useQuery({
    queryKey: ['builds', operation.id, moved.join(' ')],
    queryFn: ({ signal }) => callApi(buildPage, `/builds?operation=${operation.id}&limit=50`, { signal }),
    enabled: operation.kind === 'deploy' || operation.kind === 'build',
    placeholderData: (before) => before,
  })
  const parts = query.data?.items.toReversed() ?? []
  if (parts.length === 0) return null
  const reused = parts.filter((each) => each.reused).length
  return (
    <Card
      title={t('parts')}
      aside={<span className="text-xs text-quiet">{t('partsText', { reused, count: parts.length })}</span>}
    >
      <ul className="grid gap-px bg-line sm:grid-cols-[repeat(auto-fit,minmax(10rem,1fr))]">
        {parts.map((part) => {
          const detail = operation.steps.find((step) => step.key === `build-${part.part}`)?.detail
          return (
            <li key={part.id} className="min-w-0 bg-surface px-4 py-2.5 text-sm" title={part.reference}>
              <p className="flex items-center gap-1.5 font-medium">
                <PartMark reused={part.reused} finished={part.finishedAt !== null} />
                <span className="truncate">{part.part}</span>
              </p>
              <p className="text-xs text-quiet">
                {part.reused ? t('partReused') : part.finishedAt === null ? t('partMaking') : t('partMade')}
                {!part.reused && (
                  <>
                    {' · '}
                    <Duration from={part.startedAt} to={part.finishedAt} />
                  </>
                )}
              </p>
              {detail !== undefined && detail !== '' && <p className="truncate text-xs text-quiet">{detail}</p>}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
