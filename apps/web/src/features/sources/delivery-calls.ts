'use client'

import { type DeliveryState, delivery, operation, page } from '@fun/contract/resources'
import { deliveryDetail } from '@fun/contract/webhooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

export type Delivery = z.infer<typeof delivery>

const deliveryPage = page(delivery)
const pathOf = (sourceName: string) => `/sources/${encodeURIComponent(sourceName)}/deliveries`
// Beneath `operations`: a delivery that started something changes that list too.
const keyOf = (sourceName: string) => ['operations', 'deliveries', sourceName]

/** All deliveries that are kept of a source, newest first; of one state when asked. */
export function useDeliveries(sourceName: string, state: DeliveryState | 'all') {
  const query = state === 'all' ? '' : `&state=${state}`
  return useQuery({
    queryKey: [...keyOf(sourceName), state],
    queryFn: ({ signal }) => callApi(deliveryPage, `${pathOf(sourceName)}?limit=200${query}`, { signal }),
    select: (answer) => answer.items,
  })
}

/** One delivery with what came. */
export function useDelivery(sourceName: string, id: string) {
  return useQuery({
    queryKey: [...keyOf(sourceName), 'one', id],
    queryFn: ({ signal }) => callApi(deliveryDetail, `${pathOf(sourceName)}/${id}`, { signal }),
  })
}

/** Does once more what a delivery told of. */
export function useRedeliver(sourceName: string, onDone: (made: Delivery) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi(delivery, `${pathOf(sourceName)}/${id}/redeliver`, { method: 'POST', body: {} }),
    onSuccess: (made) => {
      onDone(made)
      void client.invalidateQueries({ queryKey: ['operations'] })
    },
  })
}

/** Deploys the head commit of a pull request that waits. */
export function useApprove(sourceName: string, onDone: (queued: z.infer<typeof operation>) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, environment }: { id: string; environment: string }) =>
      callApi(operation, `${pathOf(sourceName)}/${id}/approve`, { method: 'POST', body: { environment } }),
    onSuccess: (queued) => {
      onDone(queued)
      void client.invalidateQueries({ queryKey: ['operations'] })
    },
  })
}
