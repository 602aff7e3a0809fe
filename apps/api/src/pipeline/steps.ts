import type { LogStream, RunLog } from './run-log.ts'

export interface StepRecord {
  key: string
  position: number
  title: string
  state: 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled'
  detail?: string
}
export type RecordStep = (record: StepRecord) => Promise<void>

/** What the body of a step may say while it runs. */
export interface RunningStep {
  readonly key: string
  /** Shown beside the title when the step has ended; the last one counts. */
  detail(text: string): void
  line(text: string, stream?: LogStream): void
}

/** The steps of one run: each is recorded when it is declared, begins and ends. Positions follow the order of declaration. */
export class Steps {
  readonly #record: RecordStep
  readonly #log: RunLog
  readonly #signal: AbortSignal
  readonly #positions = new Map<string, number>()

  /** `known`: positions by key of an earlier attempt, which this one goes on with. */
  constructor(record: RecordStep, log: RunLog, signal: AbortSignal, known: Iterable<[string, number]> = []) {
    for (const [key, position] of known) this.#positions.set(key, position)
    this.#record = record
    this.#log = log
    this.#signal = signal
  }

  /** Shows a step before it begins. */
  async declare(key: string, title: string): Promise<void> {
    if (this.#positions.has(key)) return
    await this.#write({ key, title, state: 'pending' })
  }

  async skip(key: string, title: string, detail: string): Promise<void> {
    await this.#write({ key, title, state: 'skipped', detail })
  }

  async begin(key: string, title: string): Promise<void> {
    await this.#write({ key, title, state: 'running' })
  }

  async end(key: string, title: string, state: 'succeeded' | 'failed' | 'cancelled', detail = ''): Promise<void> {
    const ended = state === 'failed' && this.#signal.aborted ? 'cancelled' : state
    this.#log.flush()
    await this.#write({ key, title, state: ended, detail: firstLine(this.#log.show(detail)) })
  }

  /** Runs `body` as one step; its failure is the step's failure and goes on to the caller. */
  async run<T>(key: string, title: string, body: (step: RunningStep) => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted()
    let detail = ''
    const step: RunningStep = {
      key,
      detail: (text) => {
        detail = text
      },
      line: (text, stream = 'stdout') => this.#log.write(key, stream, text),
    }
    await this.begin(key, title)
    try {
      const value = await body(step)
      await this.end(key, title, 'succeeded', detail)
      return value
    } catch (error) {
      await this.end(key, title, 'failed', error instanceof Error ? error.message : String(error))
      throw error
    }
  }

  async #write(record: Omit<StepRecord, 'position'>): Promise<void> {
    const position = this.#positions.get(record.key) ?? Math.max(0, ...this.#positions.values()) + 1
    this.#positions.set(record.key, position)
    await this.#record({ ...record, position })
  }
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 300)
