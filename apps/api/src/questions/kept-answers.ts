/** Answers that are the same for a while, so that many who look cause one call: also those who look while it runs. */
export class KeptAnswers<Answer> {
  readonly #keptMs: number
  readonly #countMax: number
  readonly #kept = new Map<string, { answer: Promise<Answer>; until: number }>()

  constructor({ keptMs, countMax }: { keptMs: number; countMax: number }) {
    this.#keptMs = keptMs
    this.#countMax = countMax
  }

  /** What is kept under the key, or what `find` answers. A failure is not kept. The time counts from the answer. */
  get(key: string, find: () => Promise<Answer>): Promise<Answer> {
    const known = this.#kept.get(key)
    if (known !== undefined && known.until > Date.now()) return known.answer
    const entry = { answer: find(), until: Number.POSITIVE_INFINITY }
    this.#kept.delete(key)
    this.#kept.set(key, entry)
    entry.answer.then(
      () => {
        entry.until = Date.now() + this.#keptMs
      },
      () => {
        if (this.#kept.get(key) === entry) this.#kept.delete(key)
      },
    )
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#countMax) break
      this.#kept.delete(oldest)
    }
    return entry.answer
  }
}
