'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { LogOut, Unplug } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { signOut } from '#features/session/sign-in.ts'
import { ApiUnreachable } from '#lib/api-client.ts'
import { type LiveConnection, liveConnection, subscribeToConnection } from '#lib/live-connection.ts'
import { Button } from './button.tsx'
import { Mark } from './mark.tsx'
import { ProblemNotice } from './problem-notice.tsx'

/** The frame of every page: name, whether the page is live, sign-out. */
export function AppShell({ children }: { children: ReactNode }) {
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:m-2 focus:rounded-control focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex h-12 max-w-content items-center justify-between gap-4 px-4 lg:px-6">
          <Link href="/" className="flex items-center gap-2.5 rounded-control font-semibold">
            <Mark className="size-6" />
            FUN Platform
          </Link>
          <div className="flex items-center gap-3">
            <Connection />
            <SignOut />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto max-w-content space-y-5 px-4 py-6 outline-none lg:px-6">
        <LostNotice />
        {children}
      </main>
    </>
  )
}

const onServer = (): LiveConnection => 'resting'
const useConnection = () => useSyncExternalStore(subscribeToConnection, liveConnection, onServer)

/** Said only once the loss lasts: a stream that comes back at once is nobody's concern. */
function LostNotice() {
  const lost = useConnection() === 'lost'
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!lost) return
    const timer = setTimeout(() => setLasting(true), 3_000)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [lost])
  if (!lasting) return null
  return <ProblemNotice error={new ApiUnreachable('The API does not answer.')} />
}

function Connection() {
  const connection = useConnection()
  return (
    <p role="status" className="text-sm text-quiet">
      {connection === 'live' && (
        <span className="flex items-center gap-1.5" title="What you see follows the server">
          <span aria-hidden="true" className="size-2 rounded-full bg-good" />
          Live
        </span>
      )}
      {connection === 'lost' && (
        <span
          className="flex items-center gap-1.5 font-medium text-warn"
          title="Nothing answers; trying again by itself"
        >
          <Unplug aria-hidden="true" className="size-4" />
          Reconnecting
        </span>
      )}
    </p>
  )
}

function SignOut() {
  const router = useRouter()
  const queryClient = useQueryClient()
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      queryClient.clear()
      router.replace('/sign-in')
    },
  })
  return (
    <Button variant="quiet" busy={leave.isPending} onClick={() => leave.mutate()}>
      <LogOut aria-hidden="true" className="size-4" />
      <span className="max-sm:sr-only">Sign out</span>
    </Button>
  )
}
