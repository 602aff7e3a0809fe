'use client'

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { FragmentSignIn } from '#features/session/fragment-sign-in.tsx'
import { isSignedOut, isTransient } from '#lib/api-client.ts'

/** What all pages share: the cache of answers, the way to the sign-in page, and sign-in by link. */
export function Providers({ children }: { children: ReactNode }) {
  const router = useRouter()
  const [client] = useState(() => makeQueryClient((path) => router.replace(path)))
  return (
    <QueryClientProvider client={client}>
      <FragmentSignIn>{children}</FragmentSignIn>
    </QueryClientProvider>
  )
}

function makeQueryClient(goTo: (path: string) => void): QueryClient {
  const onError = (error: unknown) => {
    if (!isSignedOut(error) || window.location.pathname === '/sign-in') return
    goTo(`/sign-in?to=${encodeURIComponent(window.location.pathname)}`)
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Streams say when something changed; an answer is good until then.
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        // While nothing answers, keep asking; a refusal is final.
        retry: (_failures, error) => isTransient(error),
        retryDelay: (failures) => Math.min(10_000, 500 * 2 ** failures),
      },
    },
  })
}
