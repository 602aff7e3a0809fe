import { plainText } from './ansi.ts'
import { type LogLevel, levelOf } from './log-level.ts'

/** One line as it is held: text without control sequences, and a number that never changes. */
export type LogLine = {
  number: number
  text: string
  /** With its colours, when it has any. */
  raw: string | null
  /** The step or service that wrote it. */
  step: string | null
  stream: 'stdout' | 'stderr'
  level: LogLevel
  /** When it was written, where that is known. */
  at: string | null
  /** Characters that were cut off a very long line. */
  cut: number
}

const linesMax = 100_000
/** A line of megabytes would stop every browser: its beginning says what it is. */
const charactersMax = 4_000
const notifyEveryMs = 80
/** Nobody reads so many lines in a round: the next one comes later, so that the page has time for whoever looks at it. */
const floodLines = 500
const notifyInFloodMs = 200

/**
 * The lines of a log outside of React, because thousands may arrive in a second: subscribers are told at most every 80 ms, in a flood every 200 ms.
 * Holds the last 100,000 lines; `dropped` counts those that had to go.
 */
export class LogBuffer {
  #lines: LogLine[] = []
  #next = 1
  #longest = 0
  #snapshot: LogSnapshot = { lines: [], dropped: 0, longest: 0 }
  #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #publishedNext = 1
  #waitMs = notifyEveryMs

  /** Adds lines at the end. */
  append(lines: readonly string[], step: string | null, stream: LogLine['stream'], at: string | null = null): void {
    for (const sent of lines) {
      const held = sent.length > charactersMax ? sent.slice(0, charactersMax) : sent
      const text = plainText(held)
      const raw = text === held ? null : held
      const cut = sent.length - held.length
      this.#lines.push({ number: this.#next, text, raw, step, stream, level: levelOf(text), at, cut })
      this.#next += 1
      this.#longest = Math.max(this.#longest, text.length)
    }
    if (this.#lines.length > linesMax * 1.1) this.#lines = this.#lines.slice(-linesMax)
    this.#timer ??= setTimeout(() => this.#publish(), this.#waitMs)
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
    this.#waitMs = this.#next - this.#publishedNext > floodLines ? notifyInFloodMs : notifyEveryMs
    this.#publishedNext = this.#next
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

/** The lines of one step (null: of all) that are at least of a level. */
export function selectLines(lines: readonly LogLine[], step: string | null, level: LogLevel): readonly LogLine[] {
  if (step === null && level === 'all') return lines
  return lines.filter(
    (line) =>
      (step === null || line.step === step) &&
      (level === 'all' || line.level === 'error' || (level === 'warning' && line.level === 'warning')),
  )
}

/** Where a line number is in `lines`, or would be; lines are in the order of their numbers. */
export function indexOfNumber(lines: readonly LogLine[], number: number): number {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.number ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}
