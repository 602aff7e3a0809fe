import type { Bus } from '../adapters/queue/bus.ts'

/**
 * Waits for the next nudge of a channel, for `everyMs`, or for the signal, whichever comes first. A nudge between two waits is
 * remembered. Call `end` when done.
 */
export function followNudges(bus: Bus, channel: string, everyMs: number, signal: AbortSignal) {
  let nudged = false
  let wake: (() => void) | undefined
  const nudge = () => {
    nudged = true
    wake?.()
  }
  const unsubscribe = bus.subscribe(channel, nudge)
  signal.addEventListener('abort', nudge, { once: true })
  return {
    async next(): Promise<void> {
      if (!nudged && !signal.aborted) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, everyMs)
        })
        clearTimeout(timer)
        wake = undefined
      }
      nudged = false
    },
    end(): void {
      unsubscribe()
      signal.removeEventListener('abort', nudge)
    },
  }
}
