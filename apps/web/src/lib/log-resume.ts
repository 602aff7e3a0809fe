/** A line of a container as the API streams it. */
export type StreamedLine = { at: string; text: string; stream: 'stdout' | 'stderr' }

const rememberedMax = 20_000

/**
 * Lets a stream that repeats its last lines after a reconnection go on without loss or doubles: what was seen is dropped
 * while it is repeated. Lines of one moment and text are counted, because a program may write the same twice.
 */
export class LogResume {
  #seen: string[] = []
  #repeated: Map<string, number> | null = null
  #overlapped = false

  /** The stream was opened again; from here on lines that are known come first. */
  reopened(): void {
    if (this.#seen.length === 0) return
    this.#overlapped = false
    this.#repeated = new Map()
    for (const key of this.#seen) this.#repeated.set(key, (this.#repeated.get(key) ?? 0) + 1)
  }

  /** `new`: show it. `known`: it was shown. `gap`: show it, and say that lines between may be missing. */
  take({ at, text }: StreamedLine): 'new' | 'known' | 'gap' {
    const key = `${at} ${text}`
    const left = this.#repeated?.get(key) ?? 0
    if (left > 0) {
      this.#repeated?.set(key, left - 1)
      this.#overlapped = true
      return 'known'
    }
    // Before the first that is remembered: it was shown and forgotten, or was left out at the beginning.
    const oldest = this.#seen[0]
    if (this.#repeated !== null && oldest !== undefined && at < oldest.slice(0, oldest.indexOf(' '))) return 'known'
    const isGap = this.#repeated !== null && !this.#overlapped
    this.#overlapped = true
    this.#seen.push(key)
    if (this.#seen.length > rememberedMax * 1.1) this.#seen = this.#seen.slice(-rememberedMax)
    return isGap ? 'gap' : 'new'
  }
}
