'use client'

import { environmentMetrics, fleetMetrics, hostMetrics } from '@fun/contract/metrics'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { callApi } from '#lib/api-client.ts'
import { type MetricWindow, windowToCall, windowToQuery } from '#lib/metric-window.ts'
import { serverNowMs } from '#lib/server-clock.ts'

/** Values come once a minute. Whoever comes back to the page asks anew; an idle page does not ask. */
const fresh = { staleTime: 30_000, refetchOnWindowFocus: true } as const

/** An environment's metrics of a time; those of the time before stay until they are here. */
export function useEnvironmentMetrics(name: string, window: MetricWindow) {
  return useQuery({
    queryKey: ['metrics', 'environment', name, windowToQuery(window)],
    queryFn: ({ signal }) =>
      callApi(
        environmentMetrics,
        `/environments/${encodeURIComponent(name)}/metrics?${windowToCall(window, serverNowMs())}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    ...fresh,
  })
}

/** A host's metrics of a time. */
export function useHostMetrics(name: string, window: MetricWindow) {
  return useQuery({
    queryKey: ['metrics', 'host', name, windowToQuery(window)],
    queryFn: ({ signal }) =>
      callApi(hostMetrics, `/hosts/${encodeURIComponent(name)}/metrics?${windowToCall(window, serverNowMs())}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    ...fresh,
  })
}

/** CPU and memory of every environment over the last hour: one call for the whole fleet. */
export function useFleetMetrics() {
  return useQuery({
    queryKey: ['metrics', 'fleet'],
    queryFn: ({ signal }) => callApi(fleetMetrics, '/metrics/environments', { signal }),
    ...fresh,
  })
}
