'use client'

import { type Environment, environment, page } from '@fun/contract/resources'
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { callApi } from '#lib/api-client.ts'

/** Where the list of all environments is remembered. */
export const environmentsKey = ['environments'] as const
/** Where one environment is remembered. */
export const environmentKey = (name: string) => ['environment', name] as const

const environmentPage = page(environment)
const pagesMax = 50

async function readAll(signal: AbortSignal): Promise<Environment[]> {
  const all: Environment[] = []
  let cursor: string | null = null
  for (let count = 0; count < pagesMax; count += 1) {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer: { items: Environment[]; nextCursor: string | null } = await callApi(
      environmentPage,
      `/environments?limit=200${after}`,
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
  const known = client.getQueryState<Environment>(environmentKey(name))
  return known?.data !== undefined && known.dataUpdatedAt >= askedAtMs ? known.data : answer
}

/** All environments by name; LiveData keeps them current. */
export function useEnvironments() {
  return useQuery({ queryKey: environmentsKey, queryFn: ({ signal }) => readAll(signal) })
}

/** One environment, by name or id; LiveData keeps it current. */
export function useEnvironment(name: string) {
  const client = useQueryClient()
  return useQuery({
    queryKey: environmentKey(name),
    queryFn: ({ signal }) => readOne(client, name, signal),
    placeholderData: () => client.getQueryData<Environment[]>(environmentsKey)?.find((each) => each.name === name),
  })
}

/** Puts what a stream sent where the pages read it: one update of the list however many environments changed. */
export function rememberEnvironments(client: QueryClient, changed: readonly Environment[]): void {
  const latest = new Map(changed.map((each) => [each.id, each]))
  for (const each of latest.values()) {
    const before = client.getQueryData<Environment>(environmentKey(each.name))
    if (before === undefined) continue
    client.setQueryData<Environment>(environmentKey(each.name), each)
  }
  client.setQueryData<Environment[]>(environmentsKey, (known) => known && withChanged(known, latest))
}

function withChanged(known: Environment[], latest: ReadonlyMap<string, Environment>): Environment[] {
  const ids = new Set(known.map((each) => each.id))
  const added = [...latest.values()].filter((each) => !ids.has(each.id))
  const kept = known.map((each) => latest.get(each.id) ?? each)
  return added.length === 0 ? kept : [...kept, ...added].sort(byName)
}

/** Takes away what is gone. */
export function forgetEnvironment(client: QueryClient, id: string): void {
  client.setQueryData<Environment[]>(environmentsKey, (known) => known?.filter((each) => each.id !== id))
}

/** Operations of an environment as far as lists of operations care: which, and how it stands. */
export function operationsOf(known: Environment | undefined): string {
  const operations = [known?.currentOperation, known?.lastOperation]
  return operations.map((each) => (each ? `${each.id} ${each.state}` : 'none')).join(' ')
}

function byName(a: Environment, b: Environment): number {
  return a.name.localeCompare(b.name)
}
