'use client'

import { notificationChannel, notificationDelivery, notificationRule } from '@fun/contract/notifications'
import { page } from '@fun/contract/resources'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { callApi } from '#lib/api-client.ts'
import { readWhole } from '#lib/pages.ts'

const deliveryPage = page(notificationDelivery)
const area = 'notifications'
/** No stream tells of these: each visit asks. */
const staleTime = 10_000

/** Every channel, newest first. */
export function useChannels() {
  return useQuery({
    queryKey: [area, 'channels'],
    queryFn: ({ signal }) => readWhole(notificationChannel, '/notification-channels', signal),
    staleTime,
  })
}

/** Every rule, newest first. */
export function useRules() {
  return useQuery({
    queryKey: [area, 'rules'],
    queryFn: ({ signal }) => readWhole(notificationRule, '/notification-rules', signal),
    staleTime,
  })
}

export type DeliveryFilter = { channel?: string; state?: 'pending' | 'delivered' | 'failed' }

/** Messages, newest first, a page at a time. */
export function useDeliveries(filter: DeliveryFilter) {
  return useInfiniteQuery({
    queryKey: [area, 'deliveries', filter],
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) })
      return callApi(deliveryPage, `/notification-deliveries?${query}`, { signal })
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    select: (answer) => answer.pages.flatMap((each) => each.items),
    staleTime,
  })
}

type Call<T> = { schema: z.ZodType<T>; path: string; method: 'POST' | 'PATCH' | 'DELETE'; body?: unknown }

/** A call that changes who is told of what; what is shown is read again whatever came of it. */
export function useChange<T>(onDone?: (answer: T) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ schema, path, method, body }: Call<T>) =>
      callApi(schema, path, { method, ...(body === undefined ? {} : { body }) }),
    onSuccess: (answer) => onDone?.(answer),
    onSettled: () => client.invalidateQueries({ queryKey: [area] }),
  })
}
