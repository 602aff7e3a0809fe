'use client'

import { page, source } from '@fun/contract/resources'
import { useQuery } from '@tanstack/react-query'
import { callApi } from '#lib/api-client.ts'

const sourcePage = page(source)
export const sourcesKey = ['sources'] as const

/** All sources. */
export function useSources() {
  return useQuery({
    queryKey: sourcesKey,
    queryFn: ({ signal }) => callApi(sourcePage, '/sources?limit=200', { signal }),
    select: (answer) => answer.items,
  })
}
