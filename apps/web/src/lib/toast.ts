/** A short message with at most one way on. */
export type Toast = {
  kind: 'success' | 'error' | 'info'
  title: string
  options: { description?: string; duration?: number; action?: { label: string; onClick: () => void } }
}

const waiting: Toast[] = []
const listeners = new Set<() => void>()
let deliver: ((toast: Toast) => void) | null = null
let wanted = false

/** Says something in a corner of the page, whatever page that is. What it says is also found on a page. */
export function showToast(kind: Toast['kind'], title: string, options: Toast['options'] = {}): void {
  const toast = { kind, title, options }
  if (deliver !== null) {
    deliver(toast)
    return
  }
  waiting.push(toast)
  wanted = true
  for (const listener of listeners) listener()
}

/** The place of messages is there: it gets those that waited, and all that come. Returns how it leaves. */
export function deliverToasts(receive: (toast: Toast) => void): () => void {
  deliver = receive
  for (const toast of waiting.splice(0)) receive(toast)
  return () => {
    deliver = null
  }
}

/** For useSyncExternalStore: whether anything was ever said. */
export const wereToasts = (): boolean => wanted
export const noToasts = (): boolean => false

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
