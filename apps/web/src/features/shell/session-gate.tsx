'use client'

import { useQueryClient } from '@tanstack/react-query'
import { usePathname, useRouter } from 'next/navigation'
import { lazy, Suspense, useEffect, useId, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { hasSessionEnded, noteSessionStart, subscribeToSessionEnd } from '#lib/session-end.ts'

const SignInForm = lazy(() =>
  import('#features/session/sign-in-form.tsx').then((module) => ({ default: module.SignInForm })),
)
const onServer = () => false

/** Who comes without a session is sent to sign in; who loses it at work signs in over the page and goes on, with all that was typed. */
export function SessionGate() {
  const ended = useSyncExternalStore(subscribeToSessionEnd, hasSessionEnded, onServer)
  const client = useQueryClient()
  const router = useRouter()
  const path = usePathname()
  const [atWork, setAtWork] = useState(false)
  useEffect(() => {
    if (!ended) return setAtWork(false)
    const working = client
      .getQueryCache()
      .getAll()
      .some((query) => query.state.data !== undefined)
    if (working) return setAtWork(true)
    noteSessionStart()
    router.replace(`/sign-in?to=${encodeURIComponent(path)}`)
  }, [ended, client, router, path])
  if (!ended || !atWork) return null
  return <SignInAgain onSignedIn={() => void client.invalidateQueries()} />
}

function SignInAgain({ onSignedIn }: { onSignedIn: () => void }) {
  const t = useTranslations('shell')
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => event.preventDefault()}
      className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-card border border-line bg-surface p-5 text-text shadow-float"
    >
      <h2 id={id} className="text-lg font-semibold">
        {t('sessionEnded')}
      </h2>
      <p className="mt-1 mb-5 text-sm text-quiet">{t('sessionEndedText')}</p>
      <Suspense>
        <SignInForm onSignedIn={onSignedIn} />
      </Suspense>
    </dialog>
  )
}
