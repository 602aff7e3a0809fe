const mask = '[redacted]'
/** Shorter values would turn ordinary words into masks; the API asks for longer secrets. */
const lengthMin = 6
/** A piece of a secret at a border is recognised from this many characters on. */
const pieceLengthMin = 4

/**
 * Removes secrets from a stream of lines. A value is found as it is, JSON-escaped and URL-encoded, and also when the border between two
 * pieces of output cuts it: a line that ends with the beginning of a secret waits for the next one.
 */
export class Redactor {
  readonly #needles: string[]
  #held: string | undefined

  constructor(secrets: Iterable<string>) {
    const needles = new Set<string>()
    for (const secret of secrets)
      for (const line of [secret, ...secret.split('\n')])
        for (const form of [line, JSON.stringify(line).slice(1, -1), encodeURIComponent(line)])
          if (form.trim().length >= lengthMin) needles.add(form)
    this.#needles = [...needles].sort((a, b) => b.length - a.length)
  }

  /** The lines that may be shown now: none, this one, or the one before and this one. */
  write(line: string): string[] {
    const held = this.#held
    this.#held = undefined
    const [before, current] = held === undefined ? [undefined, line] : this.#acrossBorder(held, line)
    const out = before === undefined ? [] : [this.#whole(before)]
    const shown = this.#whole(current)
    if (this.#endsInside(shown)) this.#held = shown
    else out.push(shown)
    return out
  }

  /** What still waits, at the end of a stream. A trailing piece of a secret is masked. */
  flush(): string[] {
    const held = this.#held
    this.#held = undefined
    if (held === undefined) return []
    const needle = this.#needles.find((each) => tailLength(held, each) >= Math.max(pieceLengthMin, each.length / 2))
    return [needle === undefined ? held : held.slice(0, held.length - tailLength(held, needle)) + mask]
  }

  /** One text on its own, e.g. a problem's detail. */
  text(text: string): string {
    return this.#whole(text)
  }

  #whole(text: string): string {
    let result = text
    for (const needle of this.#needles) if (result.includes(needle)) result = result.replaceAll(needle, mask)
    return result
  }

  #endsInside(text: string): boolean {
    return this.#needles.some((needle) => tailLength(text, needle) >= pieceLengthMin)
  }

  #acrossBorder(before: string, after: string): [string, string] {
    for (const needle of this.#needles) {
      for (let cut = Math.min(needle.length - 1, before.length); cut > 0; cut--) {
        if (!before.endsWith(needle.slice(0, cut)) || !after.startsWith(needle.slice(cut))) continue
        return [before.slice(0, before.length - cut) + mask, after.slice(needle.length - cut)]
      }
    }
    return [before, after]
  }
}

/** How many characters at the end of `text` are the beginning of `needle`, without being all of it. */
function tailLength(text: string, needle: string): number {
  const first = needle.charCodeAt(0)
  for (let length = Math.min(needle.length - 1, text.length); length > 0; length--)
    if (text.charCodeAt(text.length - length) === first && needle.startsWith(text.slice(-length))) return length
  return 0
}
