'use client'

import { hostStorage } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'use-intl'
import { Facts } from '#components/ui/facts.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { ApiRefusal, callApi } from '#lib/api-client.ts'
import { formatBytes } from '#lib/time.ts'

/** What the product keeps on a host, and for whom. */
export function HostStorageView({ hostName }: { hostName: string }) {
  const t = useTranslations('places')
  const locale = useLocale()
  const query = useQuery({
    queryKey: ['host-storage', hostName],
    queryFn: ({ signal }) => callApi(hostStorage, `/hosts/${encodeURIComponent(hostName)}/storage`, { signal }),
    staleTime: 10_000,
  })
  if (query.error instanceof ApiRefusal && query.error.problem.status === 404)
    return <p className="text-sm text-quiet">{t('storageNone')}</p>
  if (query.isError) return <ProblemNotice error={query.error} />
  const storage = query.data
  if (storage === undefined) return null
  const size = (bytes: number) => formatBytes(bytes, locale)
  const dataMax = Math.max(1, ...storage.environments.map((each) => each.volumesBytes))
  return (
    <section className="space-y-3">
      <h3 className="text-sm font-semibold">
        {t('storage')}{' '}
        <span className="font-normal text-quiet">
          {t('measured')} <Ago at={storage.measuredAt} />
        </span>
      </h3>
      <Facts
        facts={[
          {
            label: t('diskFree'),
            value: storage.diskFreeBytes === null ? t('diskUnknown') : size(storage.diskFreeBytes),
          },
          { label: t('images'), value: size(storage.imagesBytes) },
          { label: t('buildCache'), value: size(storage.buildCacheBytes) },
          { label: t('gitMirrors'), value: size(storage.gitMirrorsBytes) },
          {
            label: t('parts'),
            wide: true,
            value: storage.parts
              .map((each) => `${each.part} ${t('partsCount', { count: each.count })} ${size(each.sizeBytes)}`)
              .join(' · '),
          },
        ]}
      />
      {storage.environments.length > 0 && (
        <table className="w-full table-fixed border-collapse text-sm">
          <caption className="pb-1 text-left text-xs text-quiet">{t('volumes')}</caption>
          <tbody>
            {storage.environments
              .toSorted((a, b) => b.volumesBytes - a.volumesBytes)
              .map((each) => (
                <tr key={each.id} className="border-t border-line">
                  <th scope="row" className="h-8 truncate text-left font-medium">
                    {each.name}
                  </th>
                  <td className="w-1/3 max-sm:hidden">
                    <span aria-hidden="true" className="block h-1.5 overflow-hidden rounded-control bg-line/60">
                      <span
                        className="block h-full bg-busy"
                        style={{ width: `${(each.volumesBytes / dataMax) * 100}%` }}
                      />
                    </span>
                  </td>
                  <td className="w-24 text-right tabular-nums">{size(each.volumesBytes)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
      <p className="text-xs text-quiet">
        {t('policy', {
          revisions: storage.policy.revisionsKept,
          parts: storage.policy.imagePartsKept,
          cache: size(storage.policy.buildCacheBytesMax),
        })}
      </p>
    </section>
  )
}
