'use client'

import { useEffect, useState } from 'react'

/**
 * What a link carries in its fragment, which reaches no server and no log; it is taken out of the address bar and the history at once. undefined until the page has looked,
 * null when there is none.
 */
export function useFragment(name: string): string | null | undefined {
  const [value, setValue] = useState<string | null>()
  useEffect(() => {
    const found = new URLSearchParams(window.location.hash.slice(1)).get(name)
    if (found !== null)
      window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
    // A page that is drawn twice (React's strict mode) keeps what it took the first time.
    setValue((before) => before ?? found)
  }, [name])
  return value
}
