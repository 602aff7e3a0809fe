/** One line as it is shown: no control sequences, the step that wrote it, and a number that never changes. */
export type LogLine = { number: number; text: string; step: string | null; stream: 'stdout' | 'stderr' }

const linesMax = 50_000
const notifyEveryMs = 80

/**
 * The lines of one operation's log outside of React, because thousands may arrive in a second: subscribers are told at
 * most every 80 ms. Holds the last 50,000 lines; `dropped` counts those that had to go.
 */
export class LogBuffer {
  #lines: LogLine[] = []
  #next = 1
  #longest = 0
  #snapshot: LogSnapshot = { lines: [], dropped: 0, longest: 0 }
  #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | null = null

  /** Adds lines at the end. */
  append(lines: readonly string[], step: string | null, stream: LogLine['stream']): void {
    for (const raw of lines) {
      const text = plainText(raw)
      this.#lines.push({ number: this.#next, text, step, stream })
      this.#next += 1
      this.#longest = Math.max(this.#longest, text.length)
    }
    if (this.#lines.length > linesMax * 1.1) this.#lines = this.#lines.slice(-linesMax)
    this.#timer ??= setTimeout(() => this.#publish(), notifyEveryMs)
  }

  /** For useSyncExternalStore: returns how to stop listening. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The lines as last published; the same object until something new is. */
  snapshot = (): LogSnapshot => this.#snapshot

  #publish(): void {
    this.#timer = null
    this.#snapshot = {
      lines: this.#lines.slice(),
      dropped: this.#next - 1 - this.#lines.length,
      longest: this.#longest,
    }
    for (const listener of this.#listeners) listener()
  }
}

/** `longest` is the number of characters of the longest line seen, for the width of the scrolled area. */
export type LogSnapshot = { lines: readonly LogLine[]; dropped: number; longest: number }

const escapeCharacter = String.fromCharCode(27)
const controlSequence = new RegExp(`${escapeCharacter}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007]*\\u0007|[@-_])`, 'g')

/** A line as a terminal would leave it: colours and cursor moves removed, only what follows the last carriage return. */
export function plainText(raw: string): string {
  const withoutSequences = raw.includes(escapeCharacter) ? raw.replace(controlSequence, '') : raw
  const line = withoutSequences.replace(/\r+$/, '')
  return line.slice(line.lastIndexOf('\r') + 1).replaceAll('\t', '    ')
}

/** The lines of one step (null: of all) that contain `text` in any case (empty: all). */
export function selectLines(lines: readonly LogLine[], step: string | null, text: string): readonly LogLine[] {
  if (step === null && text === '') return lines
  const wanted = text.toLowerCase()
  return lines.filter(
    (line) => (step === null || line.step === step) && (wanted === '' || line.text.toLowerCase().includes(wanted)),
  )
}
