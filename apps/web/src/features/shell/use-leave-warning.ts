import { useEffect } from 'react'
import { hasKeptDrafts } from '#lib/kept-drafts.ts'

/** Whoever closes or reloads the tab while something typed is not saved is asked first, by the browser. */
export function useLeaveWarning(): void {
  useEffect(() => {
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (hasKeptDrafts()) event.preventDefault()
    }
    window.addEventListener('beforeunload', onBeforeUnload)
    return () => window.removeEventListener('beforeunload', onBeforeUnload)
  }, [])
}
