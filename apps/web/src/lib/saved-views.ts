import { z } from 'zod'

const savedView = z.object({ name: z.string(), query: z.string() })
export type SavedView = z.infer<typeof savedView>

const storageKey = 'fun.fleet-views'
const listeners = new Set<() => void>()
let known: readonly SavedView[] | null = null
const none: readonly SavedView[] = []

/** Views of the fleet that this browser keeps; for useSyncExternalStore. A storage that is refused or broken counts as empty. */
export function savedViews(): readonly SavedView[] {
  known ??= read()
  return known
}

/** For useSyncExternalStore, on the server. */
export const noSavedViews = (): readonly SavedView[] => none

export function subscribeToViews(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Keeps a view under a name; one of the same name is replaced. */
export function saveView(view: SavedView): void {
  write([...savedViews().filter((each) => each.name !== view.name), view])
}

export function removeView(name: string): void {
  write(savedViews().filter((each) => each.name !== name))
}

function read(): readonly SavedView[] {
  try {
    return z.array(savedView).parse(JSON.parse(localStorage.getItem(storageKey) ?? '[]'))
  } catch {
    return none
  }
}

function write(views: readonly SavedView[]): void {
  known = views
  try {
    localStorage.setItem(storageKey, JSON.stringify(views))
  } catch {
    // A private window may refuse to keep anything: the views hold until it closes.
  }
  for (const listener of listeners) listener()
}
