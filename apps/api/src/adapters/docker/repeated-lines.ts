/** Lines that are remembered. With 10,000 lines a second up to 225 were seen to be repeated. */
const rememberedMax = 5_000

/**
 * Finds lines that an engine tells twice: Engine 20.10 reads the end of a full log file once more when the next file begins. Each line has a time of its own, in
 * nanoseconds, and only a line whose time is not after the latest can be a repeated one.
 */
export class RepeatedLines {
  readonly #times = new Set<string>()
  #latest = ''

  /** Whether the line of this time was told before. Ask once for each line, in the order in which they come. */
  isRepeated(at: string): boolean {
    if (at <= this.#latest && this.#times.has(at)) return true
    if (at > this.#latest) this.#latest = at
    this.#times.add(at)
    if (this.#times.size > rememberedMax) {
      const [oldest] = this.#times
      if (oldest !== undefined) this.#times.delete(oldest)
    }
    return false
  }
}
