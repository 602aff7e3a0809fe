import { useSyncExternalStore } from 'react'

/** Where the crosshair stands, as the place of a value; null: on no chart. Shared by all charts of a page. */
export interface ChartCursor {
  read(): number | null
  move(index: number | null): void
  subscribe(listener: () => void): () => void
}

export function createChartCursor(): ChartCursor {
  const listeners = new Set<() => void>()
  let current: number | null = null
  return {
    read: () => current,
    move(index) {
      if (index === current) return
      current = index
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const nowhere = () => null

export function useChartCursor(cursor: ChartCursor): number | null {
  return useSyncExternalStore(cursor.subscribe, cursor.read, nowhere)
}
