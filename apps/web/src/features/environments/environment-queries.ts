'use client'

import { type Environment, environment, page } from '@fun/contract/resources'
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { callApi } from '#lib/api-client.ts'
import { openEventStream } from '#lib/event-stream.ts'

const listKey = ['environments'] as const
const oneKey = (name: string) => ['environment', name] as const
const environmentPage = page(environment)
const pagesMax = 50

async function readAll(signal: AbortSignal): Promise<Environment[]> {
  const all: Environment[] = []
  let cursor: string | null = null
  for (let count = 0; count < pagesMax; count += 1) {
    const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`
    const answer: { items: Environment[]; nextCursor: string | null } = await callApi(
      environmentPage,
      `/environments${query}`,
      { signal },
    )
    all.push(...answer.items)
    cursor = answer.nextCursor
    if (cursor === null) break
  }
  return all.sort(byName)
}

/** What the stream sent while the answer was under way is newer than the answer, and holds. */
async function readOne(client: QueryClient, name: string, signal: AbortSignal): Promise<Environment> {
  const askedAtMs = Date.now()
  const answer = await callApi(environment, `/environments/${encodeURIComponent(name)}`, { signal })
  const known = client.getQueryState<Environment>(oneKey(name))
  return known?.data !== undefined && known.dataUpdatedAt >= askedAtMs ? known.data : answer
}

/** All environments, kept current by one stream. */
export function useEnvironments() {
  const client = useQueryClient()
  const query = useQuery({ queryKey: listKey, queryFn: ({ signal }) => readAll(signal) })
  const loaded = query.isSuccess
  useEffect(() => {
    if (!loaded) return
    const controller = new AbortController()
    const refresh = () => void client.invalidateQueries({ queryKey: listKey })
    openEventStream(
      {
        resumable: false,
        path: () => '/events',
        events: ['changed', 'removed'],
        onEvent: (data) => (remember(client, data) ? undefined : refresh()),
        onReopened: refresh,
      },
      controller.signal,
    )
    return () => controller.abort()
  }, [client, loaded])
  return query
}

/** One environment, kept current by its stream. `name` may be an id. */
export function useEnvironment(name: string) {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: oneKey(name),
    queryFn: ({ signal }) => readOne(client, name, signal),
    placeholderData: () => client.getQueryData<Environment[]>(listKey)?.find((each) => each.name === name),
  })
  const loaded = query.isSuccess
  useEffect(() => {
    if (!loaded) return
    const controller = new AbortController()
    const refresh = () => void client.invalidateQueries({ queryKey: oneKey(name) })
    openEventStream(
      {
        resumable: false,
        path: () => `/environments/${encodeURIComponent(name)}/events`,
        events: ['changed'],
        onEvent: (data) => (remember(client, data) ? undefined : refresh()),
        onReopened: refresh,
      },
      controller.signal,
    )
    return () => controller.abort()
  }, [client, loaded, name])
  return query
}

/** Puts what a stream sent where the pages read it. False when it was not a whole environment: ask again then. */
function remember(client: QueryClient, data: unknown): boolean {
  const parsed = environment.safeParse(data)
  if (!parsed.success) return false
  const changed = parsed.data
  const before = client.getQueryData<Environment>(oneKey(changed.name))
  client.setQueryData<Environment>(oneKey(changed.name), changed)
  client.setQueryData<Environment[]>(listKey, (known) => known && withChanged(known, changed))
  // Steps change by the second; the list of operations only when one comes, starts or ends.
  if (operationsOf(before) !== operationsOf(changed))
    void client.invalidateQueries({ queryKey: ['operations', changed.name] })
  return true
}

function operationsOf(known: Environment | undefined): string {
  const operations = [known?.currentOperation, known?.lastOperation]
  return operations.map((each) => (each ? `${each.id} ${each.state}` : 'none')).join(' ')
}

function withChanged(known: Environment[], changed: Environment): Environment[] {
  const others = known.filter((each) => each.id !== changed.id)
  if (others.length < known.length) return known.map((each) => (each.id === changed.id ? changed : each))
  return [...others, changed].sort(byName)
}

function byName(a: Environment, b: Environment): number {
  return a.name.localeCompare(b.name)
}
