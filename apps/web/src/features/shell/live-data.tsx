'use client'

import { type Environment, environment } from '@fun/contract/resources'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { z } from 'zod'
import { forgetEnvironment, operationsOf, rememberEnvironments } from '#features/environments/environment-queries.ts'
import { callApi, isSignedOut } from '#lib/api-client.ts'
import { openEventStream } from '#lib/event-stream.ts'
import { noteSessionEnd } from '#lib/session-end.ts'
import { useEndedToasts } from './use-ended-toasts.ts'

const gatherMs = 60
const removed = z.object({ id: z.string() })

/**
 * The one stream that keeps every page current: environments, and with them which operations come, start and end. Mounted
 * once, in the shell; pages only read the cache.
 */
export function LiveData() {
  const client = useQueryClient()
  const tell = useEndedToasts()
  useEffect(() => {
    const controller = new AbortController()
    const known = new Map<string, Environment>()
    let gathered: Environment[] = []
    let timer: ReturnType<typeof setTimeout> | null = null

    // The first answer is hundreds of messages: pages are drawn once for all of them.
    const flush = () => {
      timer = null
      const changed = gathered
      gathered = []
      rememberEnvironments(client, changed)
      refreshOperations(client, changed, known)
      for (const each of changed) {
        tell(known.get(each.id), each)
        known.set(each.id, each)
      }
    }
    const onEvent = (data: unknown) => {
      const parsed = environment.safeParse(data)
      if (parsed.success) {
        gathered.push(parsed.data)
        timer ??= setTimeout(flush, gatherMs)
        return
      }
      const gone = removed.safeParse(data)
      if (!gone.success) return
      const { id } = gone.data
      // What was said of it a moment before must not bring it back.
      gathered = gathered.filter((each) => each.id !== id)
      known.delete(id)
      forgetEnvironment(client, id)
      void client.invalidateQueries({ queryKey: ['operations'] })
      // Whoever looks at it is told that it is gone.
      void client.invalidateQueries({ queryKey: ['environment'] })
    }
    openEventStream(
      {
        resumable: false,
        path: () => '/events',
        events: ['changed', 'removed'],
        onEvent,
        onReopened: () => void client.invalidateQueries(),
        // An answer says whether the API is away or the session is over; a stream does not.
        onLost: () => {
          void askForSession()
          return true
        },
      },
      controller.signal,
    )
    return () => {
      controller.abort()
      if (timer !== null) clearTimeout(timer)
    }
  }, [client, tell])
  return null
}

/** Whichever page is open, and whatever it has asked so far: who is signed out is told at once. */
async function askForSession(): Promise<void> {
  await callApi(z.unknown(), '/environments?limit=1').catch((error: unknown) => {
    if (isSignedOut(error)) noteSessionEnd()
  })
}

/** Steps change by the second; lists of operations only when one comes, starts or ends. */
function refreshOperations(
  client: QueryClient,
  changed: readonly Environment[],
  known: ReadonlyMap<string, Environment>,
): void {
  const moved = changed.filter((each) => {
    const before = known.get(each.id)
    return before !== undefined && operationsOf(before) !== operationsOf(each)
  })
  if (moved.length > 0) void client.invalidateQueries({ queryKey: ['operations'] })
  for (const { name } of moved) void client.invalidateQueries({ queryKey: ['revisions', name] })
}
