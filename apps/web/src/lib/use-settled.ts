'use client'

import { useEffect, useState } from 'react'

/** The value once it has not changed for `restMs`: what is asked of the server while somebody types. The first value counts at once. */
export function useSettled(value: string, restMs: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (settled === value) return
    const timer = setTimeout(() => setSettled(value), restMs)
    return () => clearTimeout(timer)
  }, [settled, value, restMs])
  return settled
}
