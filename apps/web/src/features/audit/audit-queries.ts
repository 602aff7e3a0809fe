'use client'

import { auditEntry, auditVerification } from '@fun/contract/audit'
import { page } from '@fun/contract/resources'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { callApi } from '#lib/api-client.ts'

const auditPage = page(auditEntry)

/** Entries, newest first, a page at a time. `query`: parameters of the filter. */
export function useAudit(query: string) {
  return useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ signal, pageParam }) => {
      const asked = new URLSearchParams(query)
      asked.set('limit', '50')
      if (pageParam !== '') asked.set('cursor', pageParam)
      return callApi(auditPage, `/audit?${asked}`, { signal })
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    select: (answer) => answer.pages.flatMap((each) => each.items),
    // No stream tells of new entries: each visit asks.
    staleTime: 5_000,
  })
}

/** Reads the whole chain and says whether it holds. */
export function useVerification() {
  return useMutation({ mutationFn: () => callApi(auditVerification, '/audit/verification') })
}
