'use client'

import { environmentPreview } from '@fun/contract/new-environment'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ApiRefusal, callApi } from '#lib/api-client.ts'
import { type NewEnvironment, previewRequestOf, problemsOfRefusal } from '#lib/new-environment.ts'
import { useSettled } from '#lib/use-settled.ts'

const restMs = 600
const none: ReadonlyMap<string, string> = new Map()

/**
 * What creating and deploying the choice would make, asked once it has rested. `isEnabled`: there is something to ask for. `problems`: why the API would
 * refuse it, by field, while the choice is still that one.
 */
export function usePreview(choice: NewEnvironment, isEnabled: boolean) {
  const now = JSON.stringify(previewRequestOf(choice))
  const settled = useSettled(now, restMs)
  const query = useQuery({
    queryKey: ['preview', settled],
    queryFn: ({ signal }) =>
      callApi(environmentPreview, '/environments/preview', { method: 'POST', body: JSON.parse(settled), signal }),
    enabled: isEnabled && choice.source !== null && settled === now,
    placeholderData: keepPreviousData,
    // Ports and repositories change without telling.
    staleTime: 20_000,
    gcTime: 60_000,
  })
  const refused = settled === now && query.error instanceof ApiRefusal ? query.error : null
  const isUnreachable = query.failureReason !== null && query.data === undefined ? query.failureReason : null
  return {
    preview: query.isError ? undefined : query.data,
    error: refused ?? isUnreachable,
    isCurrent: settled === now && !query.isPlaceholderData && query.data !== undefined,
    isAsking: query.isFetching,
    problems: refused === null ? none : problemsOfRefusal(refused.problem),
  }
}
