/** File at the root of a live set's volume: what the volume holds. Written last, so that an interrupted write is repeated. */
export const liveStateFile = '.fun-platform.json'

export interface LiveState {
  hash: string
  routes: Record<string, string>
  /** Files of the set that are in use; others of the volume are empty leftovers of former sets. */
  files: string[]
  /** Requests are held: the file that says so, and what it holds when they are not. */
  held?: { file: string; content: string }
}

/** Undefined for text that this product did not write. */
export function parseLiveState(text: string): LiveState | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value) || typeof value.hash !== 'string' || !isRecord(value.routes)) return undefined
    const routes = Object.fromEntries(
      Object.entries(value.routes).flatMap(([service, target]) =>
        typeof target === 'string' ? [[service, target]] : [],
      ),
    )
    const files = Array.isArray(value.files) ? value.files.filter((file) => typeof file === 'string') : []
    const held = parseHeld(value.held)
    return { hash: value.hash, routes, files, ...(held === undefined ? {} : { held }) }
  } catch {
    return undefined
  }
}

function parseHeld(value: unknown): LiveState['held'] {
  if (!isRecord(value) || typeof value.file !== 'string' || typeof value.content !== 'string') return undefined
  return { file: value.file, content: value.content }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
