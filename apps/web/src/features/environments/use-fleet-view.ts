'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { type FleetView, viewFromQuery, viewToQuery } from '#lib/fleet-view.ts'
import { useSettled } from '#lib/use-settled.ts'

/** A route is drawn again for each new address: not for each key. */
const restMs = 250

/** The view lives in the address: back, reload and links bring it back. It is held beside; the address follows once it rests. */
export function useFleetView(): readonly [view: FleetView, setView: (view: FleetView) => void] {
  const search = useSearchParams().toString()
  const [view, setView] = useState(() => viewFromQuery(search))
  const query = useSettled(viewToQuery(view), restMs)
  // What was written here, until the route has it: by then more may have been typed, which holds.
  const written = useRef<string[]>([])
  useEffect(() => {
    if (query === viewToQuery(viewFromQuery(window.location.search))) return
    written.current.push(query)
    window.history.replaceState(null, '', query === '' ? '/' : `/?${query}`)
  }, [query])
  useEffect(() => {
    const own = written.current.indexOf(search)
    if (own >= 0) written.current.splice(0, own + 1)
    else setView((known) => (viewToQuery(known) === search ? known : viewFromQuery(search)))
  }, [search])
  return [view, setView]
}
