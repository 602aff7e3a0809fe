'use client'

import { useEffect, useEffectEvent } from 'react'

/** Ctrl-K, or ⌘K: the palette, wherever the focus is. */
export function usePaletteKey(onKey: () => void): void {
  const call = useEffectEvent(onKey)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      call()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
