import type { ContainerUsage, UsageCounters } from '../ports.ts'

/** Means over the time between two looks; null: not measured, or nothing to compare with yet. */
export interface Usage {
  cpuCores: number | null
  memoryBytes: number | null
  /** Per second, as the next three. */
  receivedBytes: number | null
  sentBytes: number | null
  readBytes: number | null
  writtenBytes: number | null
}

/**
 * What was used between two looks. A counter that went back has begun anew, with the container: all of it is of this time. `before` undefined: nothing is known
 * of the time before.
 */
export function usageBetween(before: UsageCounters | undefined, now: UsageCounters): Usage {
  const seconds = before === undefined ? 0 : (now.atMs - before.atMs) / 1000
  const rate = (counter: 'cpuSeconds' | 'receivedBytes' | 'sentBytes' | 'readBytes' | 'writtenBytes') => {
    const value = now[counter]
    if (value === undefined || before === undefined || seconds <= 0) return null
    const earlier = before[counter] ?? 0
    return (value >= earlier ? value - earlier : value) / seconds
  }
  return {
    cpuCores: rate('cpuSeconds'),
    memoryBytes: now.memoryBytes ?? null,
    receivedBytes: rate('receivedBytes'),
    sentBytes: rate('sentBytes'),
    readBytes: rate('readBytes'),
    writtenBytes: rate('writtenBytes'),
  }
}

const unknown: Usage = {
  cpuCores: null,
  memoryBytes: null,
  receivedBytes: null,
  sentBytes: null,
  readBytes: null,
  writtenBytes: null,
}

const add = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b)

/** Several containers of one service together: while traffic moves there are two generations. */
export function sumUsage(all: readonly Usage[]): Usage {
  return all.reduce(
    (sum, each) => ({
      cpuCores: add(sum.cpuCores, each.cpuCores),
      memoryBytes: add(sum.memoryBytes, each.memoryBytes),
      receivedBytes: add(sum.receivedBytes, each.receivedBytes),
      sentBytes: add(sum.sentBytes, each.sentBytes),
      readBytes: add(sum.readBytes, each.readBytes),
      writtenBytes: add(sum.writtenBytes, each.writtenBytes),
    }),
    unknown,
  )
}

/** A container that is not seen for a moment is the same afterwards. */
const rememberedMsMax = 3_600_000

/** Remembers the counters of one stack's containers from one look to the next. */
export class UsageMemory {
  readonly #known = new Map<string, ContainerUsage>()
  #lookedAtMs: number | undefined

  /**
   * What each container used since the last look. One that was not there then has begun since: all that it counted is of this time. At a first look nothing can
   * be said but of now.
   */
  next(counters: ReadonlyMap<string, ContainerUsage>): Map<string, Usage> {
    const since = this.#lookedAtMs
    const used = new Map<string, Usage>()
    for (const [id, now] of counters) {
      const before = this.#known.get(id) ?? (since === undefined ? undefined : { atMs: since })
      used.set(id, usageBetween(before, now))
      this.#known.set(id, now)
      this.#lookedAtMs = Math.max(this.#lookedAtMs ?? 0, now.atMs)
    }
    for (const [id, { atMs }] of this.#known)
      if (atMs < (this.#lookedAtMs ?? 0) - rememberedMsMax) this.#known.delete(id)
    return used
  }
}
