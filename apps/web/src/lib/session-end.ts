const listeners = new Set<() => void>()
let ended = false
let left = false

/** An answer said that there is no session. Pages stay as they are: whoever was typing signs in again over them. */
export function noteSessionEnd(): void {
  if (!left) set(true)
}

/** The person signs out: answers to what is still under way mean nothing new. */
export function noteSessionLeft(): void {
  left = true
  set(false)
}

/** Somebody has signed in again. */
export function noteSessionStart(): void {
  left = false
  set(false)
}

/** For useSyncExternalStore. */
export function subscribeToSessionEnd(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** True from the moment that an answer said so until the next sign-in. */
export function hasSessionEnded(): boolean {
  return ended
}

function set(value: boolean): void {
  if (ended === value) return
  ended = value
  for (const listener of listeners) listener()
}
