'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Outline } from '#features/shell/outline.tsx'
import { noteSessionStart } from '#lib/session-end.ts'

/**
 * Signs in by a link that ends in `#token=…`, as bootstrap prints it. A fragment reaches no server and no log; it is taken
 * out of the address bar and the history before anything else, and the pages wait until the cookie is there. While nobody is owner, it
 * leads to the page that makes the first account.
 */
export function FragmentSignIn({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient()
  const router = useRouter()
  const t = useTranslations('session')
  const [ready, setReady] = useState(false)
  const [error, setError] = useState<Error | null>(null)

  const exchange = useCallback(async () => {
    const token = takeToken()
    if (token === null) return setReady(true)
    setReady(false)
    setError(null)
    try {
      // Few pages are opened by such a link: the others do without what it takes.
      const { signIn, signInOptionsQuery } = await import('./sign-in.ts')
      await signIn(token)
      noteSessionStart()
      await queryClient.invalidateQueries()
      const { firstRun } = await queryClient.fetchQuery(signInOptionsQuery)
      if (firstRun) router.replace('/welcome')
      else if (window.location.pathname === '/sign-in') router.replace('/')
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)))
    }
    setReady(true)
  }, [queryClient, router])

  useEffect(() => {
    void exchange()
    const onHashChange = () => void exchange()
    window.addEventListener('hashchange', onHashChange)
    return () => window.removeEventListener('hashchange', onHashChange)
  }, [exchange])

  if (!ready) return <Outline />
  return (
    <>
      {error !== null && (
        <div className="mx-auto max-w-content px-4 pt-4">
          <ProblemNotice error={error} title={t('linkRefused')} />
        </div>
      )}
      {children}
    </>
  )
}

function takeToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token === null) return null
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
  return token
}
