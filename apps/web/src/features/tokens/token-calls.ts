import { apiToken, createdToken } from '@fun/contract/access'
import type { Action } from '@fun/contract/policy'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

/** Whose tokens: `/tokens` for one’s own, `/service-accounts/<name>/tokens` for a machine’s. */
export type TokensPath = '/tokens' | `/service-accounts/${string}/tokens`

/** Other programs make and use them unseen: asked for anew whenever the page is opened. */
export const tokensQuery = (path: TokensPath) => ({
  queryKey: ['tokens', path],
  queryFn: ({ signal }: { signal: AbortSignal }) => callApi(page(apiToken), `${path}?limit=200`, { signal }),
  staleTime: 0,
})

export type NewToken = {
  name: string
  /** Empty: all that its owner may. */
  actions: Action[]
  /** Ids; empty: everywhere. */
  environments: string[]
  /** Absent: never. */
  expiresInDays?: number
}
export const makeToken = (path: TokensPath, body: NewToken) => callApi(createdToken, path, { method: 'POST', body })
export const revokeToken = (path: TokensPath, id: string) => callApi(z.unknown(), `${path}/${id}`, { method: 'DELETE' })
