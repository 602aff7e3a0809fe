import { requestLogs } from '../../adapters/queue/live-logs.ts'
import type { Deps } from '../../deps.ts'
import { keptSecretValues } from '../../pipeline/kept-secret-values.ts'
import { Redactor } from '../../pipeline/redact.ts'
import type { EngineLogLine } from '../../ports.ts'

/** Batches of {@link requestLogs} without secrets of the environment, also where the border between two pieces of a long line cuts one. Throws as that does. */
export async function* followServiceLog(
  deps: Pick<Deps, 'bus' | 'store' | 'encryption'>,
  wanted: Parameters<typeof requestLogs>[1],
  signal: AbortSignal,
): AsyncGenerator<EngineLogLine[]> {
  const redactor = new Redactor(await keptSecretValues(deps, wanted.environmentId))
  const streams = { stdout: new RedactedLines(redactor), stderr: new RedactedLines(redactor) }
  for await (const lines of requestLogs(deps, wanted, signal)) {
    const shown = lines.flatMap((line) => streams[line.stream].take(line))
    if (shown.length > 0) yield shown
  }
  const left = Object.values(streams).flatMap((stream) => stream.end())
  if (left.length > 0) yield left
}

/** Lines that wait for the next one keep their time. */
class RedactedLines {
  readonly #redactor: Redactor
  #waiting: EngineLogLine[] = []

  constructor(known: Redactor) {
    this.#redactor = new Redactor(known)
  }

  take(line: EngineLogLine): EngineLogLine[] {
    this.#waiting.push(line)
    return this.#shown(this.#redactor.write(line.text))
  }

  end(): EngineLogLine[] {
    return this.#shown(this.#redactor.flush())
  }

  #shown(texts: string[]): EngineLogLine[] {
    const lines = this.#waiting.slice(0, texts.length)
    this.#waiting = this.#waiting.slice(texts.length)
    return lines.map((line, index) => ({ ...line, text: texts[index] ?? '' }))
  }
}
