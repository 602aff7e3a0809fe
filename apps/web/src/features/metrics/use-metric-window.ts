'use client'

import { useSearchParams } from 'next/navigation'
import { type MetricWindow, windowFromQuery, windowToQuery } from '#lib/metric-window.ts'

/** The time that is looked at lives in the address: back undoes a zoom, and a link shows the same. */
export function useMetricWindow(): [MetricWindow, (window: MetricWindow) => void] {
  const given = useSearchParams().toString()
  const set = (next: MetricWindow) => {
    const query = windowToQuery(next)
    window.history.pushState(null, '', query === '' ? window.location.pathname : `?${query}`)
  }
  return [windowFromQuery(given), set]
}
