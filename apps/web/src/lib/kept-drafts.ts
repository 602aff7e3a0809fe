const all = new Set<KeptDrafts<unknown>>()

/**
 * What was typed into forms of one kind and not saved, by a key for each form: whoever leaves the page and comes back goes on where they were.
 * Held by this tab alone, and never written anywhere.
 */
export class KeptDrafts<T> {
  readonly #drafts = new Map<string, T>()

  constructor() {
    all.add(this)
  }

  get(key: string): T | undefined {
    return this.#drafts.get(key)
  }

  keep(key: string, draft: T): void {
    this.#drafts.set(key, draft)
  }

  forget(key: string): void {
    this.#drafts.delete(key)
  }

  get size(): number {
    return this.#drafts.size
  }

  clear(): void {
    this.#drafts.clear()
  }
}

/** True while something typed would be lost with the tab. */
export function hasKeptDrafts(): boolean {
  return [...all].some((each) => each.size > 0)
}

/** Forgets everything that was typed: the next person at this browser is another one. */
export function forgetAllDrafts(): void {
  for (const each of all) each.clear()
}
