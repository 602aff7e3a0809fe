/** Whether what is on the screen follows the server: `resting` when the page needs no stream. */
export type LiveConnection = 'resting' | 'live' | 'lost'

const streams = new Map<object, 'open' | 'lost'>()
const listeners = new Set<() => void>()
let current: LiveConnection = 'resting'

/** A stream says how it is; `token` is any object that stands for it. */
export function noteStream(token: object, state: 'open' | 'lost'): void {
  streams.set(token, state)
  publish()
}

/** A stream is wanted no more. */
export function forgetStream(token: object): void {
  streams.delete(token)
  publish()
}

/** For useSyncExternalStore. */
export function subscribeToConnection(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The worst of all streams. */
export function liveConnection(): LiveConnection {
  return current
}

function publish(): void {
  const states = [...streams.values()]
  const next: LiveConnection = states.length === 0 ? 'resting' : states.includes('lost') ? 'lost' : 'live'
  if (next === current) return
  current = next
  for (const listener of listeners) listener()
}
