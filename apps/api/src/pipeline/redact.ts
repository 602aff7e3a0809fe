import { secretForms } from './secret-forms.ts'

const mask = '[redacted]'
/** A piece that ends with so many characters of a secret waits for the next one. */
const pieceLengthMin = 4

/** From one character of a text to before another. */
interface Range {
  start: number
  end: number
}

/**
 * Removes secrets from a stream of lines, in all {@link secretForms}, also when borders between pieces of output cut one: a piece that ends with
 * the beginning of a secret waits, and the end of what was shown is remembered, so that of a secret no more than three characters are seen.
 */
export class Redactor {
  readonly #forms: readonly string[]
  /** The last characters that were shown, as they came. */
  #shown = ''
  #held: string[] = []

  constructor(secrets: Iterable<string> | Redactor) {
    this.#forms = secrets instanceof Redactor ? secrets.#forms : secretForms(secrets)
  }

  /** The lines that may be shown now: those that waited and this one, or fewer. */
  write(line: string): string[] {
    this.#held.push(line)
    const text = this.#shown + this.#held.join('')
    return this.#release(text, this.#rangesIn(text), text.length - this.#openLength(text))
  }

  /** What still waits, at the end of a stream. A trailing piece of a secret is masked when it is half of it. */
  flush(): string[] {
    const text = this.#shown + this.#held.join('')
    const open = this.#openLength(text, (form) => Math.max(pieceLengthMin, form.length / 2))
    const tail = open === 0 ? [] : [{ start: text.length - open, end: text.length }]
    const lines = this.#release(text, merged([...this.#rangesIn(text), ...tail]), text.length)
    this.#shown = ''
    return lines
  }

  /** One text on its own, e.g. a problem's detail. */
  text(text: string): string {
    return masked(text, this.#rangesIn(text), { start: 0, end: text.length }, 0)
  }

  /** Hands on the pieces that end before `open`, where the beginning of a secret stands; the others wait, with those that share a secret with them. */
  #release(text: string, ranges: readonly Range[], open: number): string[] {
    const pieces = placesOf(this.#held, this.#shown.length)
    let count = pieces.filter(({ end }) => end <= open).length
    while (count > 0 && count < pieces.length && ranges.some((each) => cuts(each, pieces[count - 1]?.end ?? 0)))
      count -= 1
    const lines = pieces
      .slice(0, count)
      .map((piece, index) => masked(text, ranges, piece, index === 0 ? 0 : piece.start))
    const end = pieces[count - 1]?.end ?? this.#shown.length
    this.#held = this.#held.slice(count)
    this.#shown = text.slice(Math.max(0, end - pieceLengthMin + 1), end)
    return lines
  }

  #rangesIn(text: string): Range[] {
    const found: Range[] = []
    for (const form of this.#forms)
      for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + form.length))
        found.push({ start, end: start + form.length })
    return merged(found)
  }

  /** How many characters at the end of a text are the beginning of a secret; 0 for fewer than `lengthMin`. */
  #openLength(text: string, lengthMin: (form: string) => number = () => pieceLengthMin): number {
    let longest = 0
    for (const form of this.#forms) {
      const length = tailLength(text, form)
      if (length >= lengthMin(form)) longest = Math.max(longest, length)
    }
    return longest
  }
}

const cuts = ({ start, end }: Range, border: number): boolean => start < border && border < end

/** Where pieces that follow each other stand, the first at `start`. */
function placesOf(pieces: readonly string[], start: number): Range[] {
  let at = start
  return pieces.map(({ length }) => {
    const place = { start: at, end: at + length }
    at = place.end
    return place
  })
}

/** One piece of a text with masks for the ranges; of one that began before `from` the mask was written earlier. */
function masked(text: string, ranges: readonly Range[], piece: Range, from: number): string {
  let shown = ''
  let at = piece.start
  for (const { start, end } of ranges) {
    if (end <= piece.start || start >= piece.end) continue
    shown += text.slice(at, Math.max(at, start)) + (start >= from ? mask : '')
    at = Math.min(end, piece.end)
  }
  return shown + text.slice(at, piece.end)
}

/** Ranges in order, those that overlap as one. */
function merged(ranges: Range[]): Range[] {
  const all: Range[] = []
  for (const each of ranges.sort((a, b) => a.start - b.start)) {
    const last = all.at(-1)
    if (last !== undefined && each.start < last.end) last.end = Math.max(last.end, each.end)
    else all.push({ ...each })
  }
  return all
}

/** How many characters at the end of `text` are the beginning of `form`, without being all of it. */
function tailLength(text: string, form: string): number {
  const first = form.charCodeAt(0)
  for (let length = Math.min(form.length - 1, text.length); length > 0; length--)
    if (text.charCodeAt(text.length - length) === first && form.startsWith(text.slice(-length))) return length
  return 0
}
