import type { Deps } from '../deps.ts'
import { deliverNext } from './deliver.ts'

/** Messages that are sent at a time, each to another channel. */
const sendersMax = 4

export interface Senders {
  /** Begins one more sender, which goes on while something is due. Never rejects. */
  look(): Promise<void>
  /** Resolves when nothing is being sent any more. */
  ended(): Promise<void>
}

/**
 * Sends what is due. Each call of `look` asks the database once while nothing is to be told; a slow service holds one
 * sender, and the next look begins another.
 */
export function createSenders(
  deps: Parameters<typeof deliverNext>[0] & Pick<Deps, 'logger'>,
  signal: AbortSignal,
): Senders {
  const sending = new Set<Promise<void>>()
  const send = async () => {
    try {
      while (!signal.aborted && (await deliverNext(deps)));
    } catch (error) {
      deps.logger.warn({ error: String(error) }, 'messages could not be sent; the next look tries again')
    }
  }
  return {
    async look() {
      if (sending.size >= sendersMax) return
      const work = send().finally(() => sending.delete(work))
      sending.add(work)
    },
    async ended() {
      await Promise.all(sending)
    },
  }
}
