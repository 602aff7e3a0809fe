'use client'

import { oidcProvider } from '@fun/contract/accounts'
import { page } from '@fun/contract/resources'
import { installationSetting } from '@fun/contract/settings'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { signInOptionsQuery } from '#features/session/sign-in.ts'
import { callApi } from '#lib/api-client.ts'
import { readWhole } from '#lib/pages.ts'

const providersKey = ['oidc-providers'] as const
const settingPage = page(installationSetting)
/** No stream tells of these: each visit asks. */
const staleTime = 10_000

/** Every sign-in provider, newest first. */
export function useProviders() {
  return useQuery({
    queryKey: providersKey,
    queryFn: ({ signal }) => readWhole(oidcProvider, '/oidc/providers', signal),
    staleTime,
  })
}

/** The ways in that the sign-in page offers. */
export function useSignInOptions() {
  return useQuery({ ...signInOptionsQuery, staleTime })
}

/** How the API was told to run. */
export function useSettings() {
  return useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => callApi(settingPage, '/settings', { signal }),
    select: (answer) => answer.items,
    staleTime,
  })
}

type Call<T> = { schema: z.ZodType<T>; path: string; method: 'POST' | 'PATCH' | 'DELETE'; body?: unknown }

/** A call that changes sign-in providers; what is shown is read again whatever came of it. */
export function useProviderChange<T>(onDone: (answer: T) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ schema, path, method, body }: Call<T>) =>
      callApi(schema, path, { method, ...(body === undefined ? {} : { body }) }),
    onSuccess: onDone,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: providersKey }),
        client.invalidateQueries({ queryKey: signInOptionsQuery.queryKey }),
      ]),
  })
}
