'use client'

import type { WebhookProviderName } from '@fun/contract/resources'
import { statusReports, webhookSetUp, webhooks } from '@fun/contract/webhooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { ApiRefusal, callApi } from '#lib/api-client.ts'

export type WebhookSetUp = z.infer<typeof webhookSetUp>

const pathOf = (sourceName: string) => `/sources/${encodeURIComponent(sourceName)}`
const webhooksKey = (sourceName: string) => ['sources', sourceName, 'webhooks']
const statusesKey = (sourceName: string) => ['sources', sourceName, 'status-reports']

/** Git hosts that may tell of a source. */
export function useWebhooks(sourceName: string) {
  return useQuery({
    queryKey: webhooksKey(sourceName),
    queryFn: ({ signal }) => callApi(webhooks, `${pathOf(sourceName)}/webhooks`, { signal }),
    select: (answer) => answer.items,
  })
}

/** Makes a webhook, or another secret for it; the answer alone has the secret. */
export function useSetUp(sourceName: string, onMade: (made: WebhookSetUp) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { provider: WebhookProviderName; secret?: string }) =>
      callApi(webhookSetUp, `${pathOf(sourceName)}/webhooks`, { method: 'POST', body }),
    onSuccess: (made) => {
      onMade(made)
      void client.invalidateQueries({ queryKey: ['sources'] })
    },
  })
}

/** Takes a webhook away. */
export function useRemoveWebhook(sourceName: string, onRemoved: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (provider: WebhookProviderName) =>
      callApi(z.null(), `${pathOf(sourceName)}/webhooks/${provider}`, { method: 'DELETE' }),
    onSuccess: () => {
      onRemoved()
      void client.invalidateQueries({ queryKey: ['sources'] })
    },
  })
}

/** How the git host is told what became of commits; null: it is not. */
export function useStatusReports(sourceName: string) {
  return useQuery({
    queryKey: statusesKey(sourceName),
    queryFn: async ({ signal }) => {
      try {
        return await callApi(statusReports, `${pathOf(sourceName)}/status-reports`, { signal })
      } catch (error) {
        if (error instanceof ApiRefusal && error.problem.status === 404) return null
        throw error
      }
    },
  })
}

/** Sets how the git host is told, or, with null, tells it nothing more. */
export function usePutStatusReports(sourceName: string, onDone: () => void) {
  const client = useQueryClient()
  const path = `${pathOf(sourceName)}/status-reports`
  return useMutation({
    mutationFn: (body: { provider: string; token: string; apiUrl?: string; deployments: boolean } | null) =>
      body === null
        ? callApi(z.null(), path, { method: 'DELETE' })
        : callApi(statusReports, path, { method: 'PUT', body }),
    onSuccess: (reports) => {
      onDone()
      client.setQueryData(statusesKey(sourceName), reports)
    },
  })
}
