'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

/** Where the secrets of an environment are remembered: names and versions only. */
export const secretsKey = (environment: string) => ['secrets', environment] as const

type Call<T> = { schema: z.ZodType<T>; path: string; method: 'PUT' | 'POST' | 'DELETE'; body?: unknown }

/** A call that changes one secret. What it was called with is forgotten at once when nobody looks at it any more: it holds a value. */
export function useSecretChange<T>(environment: string, onDone: (answer: T) => void) {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: ({ schema, path, method, body }: Call<T>) =>
      callApi(schema, `/environments/${encodeURIComponent(environment)}/secrets/${path}`, {
        method,
        ...(body === undefined ? {} : { body }),
      }),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: secretsKey(environment) }),
  })
}
