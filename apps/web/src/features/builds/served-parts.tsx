'use client'

import { type Environment, hostStorage, page } from '@fun/contract/resources'
import { type ServedPart, servedPart } from '@fun/contract/served-parts'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useLocale, useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { useMay } from '#features/session/use-may.ts'
import { callApi } from '#lib/api-client.ts'
import { formatBytes } from '#lib/time.ts'
import { PartMark } from './part-mark.tsx'

const partPage = page(servedPart)

/** The parts of the image that is served: which image each is, how it came to be, how large it is. */
export function ServedParts({ environment }: { environment: Environment }) {
  const t = useTranslations('builds')
  const { name, serving } = environment
  const query = useQuery({
    queryKey: ['image-parts', name, serving?.revisionId],
    queryFn: ({ signal }) => callApi(partPage, `/environments/${encodeURIComponent(name)}/image-parts`, { signal }),
    enabled: serving !== null,
  })
  const storage = useStorage(environment)
  const parts = query.data?.items
  return (
    <Card title={t('served')}>
      {serving === null && <p className="px-4 py-4 text-sm text-quiet">{t('nothingServed')}</p>}
      {query.isError && (
        <div className="p-4">
          <ProblemNotice error={query.error} />
        </div>
      )}
      {serving !== null && query.isPending && (
        <div className="p-4">
          <Skeleton label={t('served')} />
        </div>
      )}
      {parts?.length === 0 && <p className="px-4 py-4 text-sm text-quiet">{t('notKnown')}</p>}
      <ul>
        {parts?.map((each) => (
          <Part key={each.part} part={each} stored={storage?.parts.find(({ part }) => part === each.part)} />
        ))}
      </ul>
      {storage !== undefined && parts !== undefined && parts.length > 0 && (
        <p className="border-t border-line px-4 py-2 text-xs text-quiet">
          {t('sizesText')} <Ago at={storage.measuredAt} />.
        </p>
      )}
    </Card>
  )
}

/** What is kept on the environment's host, for who may see it; undefined where it was not measured. */
function useStorage({ host }: Environment) {
  const mayRead = useMay()('host:read')
  return useQuery({
    queryKey: ['host-storage', host.name],
    queryFn: ({ signal }) => callApi(hostStorage, `/hosts/${encodeURIComponent(host.name)}/storage`, { signal }),
    staleTime: 10_000,
    retry: false,
    enabled: mayRead,
  }).data
}

function Part({ part, stored }: { part: ServedPart; stored: { count: number; sizeBytes: number } | undefined }) {
  const t = useTranslations('builds')
  const locale = useLocale()
  const size = stored === undefined ? null : formatBytes(stored.sizeBytes, locale)
  return (
    <li className="space-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-2">
        <PartMark reused={part.reused !== false} finished />
        <span className="font-medium">{part.part}</span>
        <span className="text-quiet">{part.reused === null ? t('kept') : part.reused ? t('found') : t('madeFor')}</span>
      </p>
      <p className="flex min-w-0 items-center gap-1.5">
        <code className="min-w-0 truncate font-mono text-xs" title={part.imageId ?? part.reference}>
          {part.reference}
        </code>
        <CopyButton text={part.reference} label={t('imageName', { part: part.part })} />
      </p>
      <p className="text-xs text-quiet">
        <Making of={part.made} />
        {size !== null && stored !== undefined && (
          <> · {stored.count === 1 ? t('size', { size }) : t('sizeOfSeveral', { count: stored.count, size })}</>
        )}
      </p>
    </li>
  )
}

function Making({ of: made }: { of: ServedPart['made'] }) {
  const t = useTranslations('builds')
  if (made === null) return t('unknown')
  return (
    <>
      {t('madeAt')} <Ago at={made.startedAt} /> {t('took')} <Duration from={made.startedAt} to={made.finishedAt} />{' '}
      {t('from')}{' '}
      <code className="font-mono" title={made.commit}>
        {made.commit.slice(0, 7)}
      </code>
      {' · '}
      {made.operationId === null ? (
        t('elsewhere')
      ) : (
        <Link
          href={`/operations/${made.operationId}`}
          prefetch={false}
          className="rounded-control font-medium text-accent underline-offset-2 hover:underline"
        >
          {t('by')}
        </Link>
      )}
    </>
  )
}
