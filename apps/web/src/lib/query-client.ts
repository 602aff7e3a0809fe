import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut, isTransient } from './api-client.ts'
import { noteSessionEnd } from './session-end.ts'

/** The cache of answers. Streams say when something changed, so an answer is good until then; nothing is asked on a timer. */
export function makeQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) noteSessionEnd()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        // While nothing answers, keep asking; a refusal is final.
        retry: (_failures, error) => isTransient(error),
        retryDelay: (failures) => Math.min(10_000, 500 * 2 ** failures),
      },
    },
  })
}
