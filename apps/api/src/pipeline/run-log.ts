import { Redactor } from './redact.ts'

export type LogStream = 'stdout' | 'stderr'
/** Where redacted lines go: the operation's log. */
export type LogSink = (step: string | null, stream: LogStream, line: string) => void

const tailLinesMax = 60

/**
 * The log of one run of an operation. Every line passes a redactor of its own step and stream, so that a secret that two pieces of
 * one output share is found while other output comes between. The last lines of each step are kept for problems.
 */
export class RunLog {
  readonly #sink: LogSink
  readonly #secrets = new Set<string>()
  #known = new Redactor([])
  readonly #redactors = new Map<string, { redactor: Redactor; step: string | null; stream: LogStream }>()
  readonly #tails = new Map<string | null, string[]>()

  constructor(sink: LogSink) {
    this.#sink = sink
  }

  /** From now on these values appear nowhere. */
  protect(values: Iterable<string>): void {
    this.flush()
    for (const value of values) this.#secrets.add(value)
    this.#known = new Redactor(this.#secrets)
    this.#redactors.clear()
  }

  write(step: string | null, stream: LogStream, text: string): void {
    const key = `${stream} ${step ?? ''}`
    const entry = this.#redactors.get(key) ?? { redactor: new Redactor(this.#known), step, stream }
    this.#redactors.set(key, entry)
    for (const line of text.split('\n')) for (const shown of entry.redactor.write(line)) this.#emit(step, stream, shown)
  }

  /** Lines that a redactor still holds. */
  flush(): void {
    for (const { redactor, step, stream } of this.#redactors.values())
      for (const line of redactor.flush()) this.#emit(step, stream, line)
  }

  tail(step: string | null): string[] {
    return this.#tails.get(step) ?? []
  }

  /** A text for a problem or a step's detail, without secrets. */
  show(text: string): string {
    return this.#known.text(text)
  }

  #emit(step: string | null, stream: LogStream, line: string): void {
    const tail = this.#tails.get(step) ?? []
    tail.push(line)
    if (tail.length > tailLinesMax) tail.shift()
    this.#tails.set(step, tail)
    this.#sink(step, stream, line)
  }
}
