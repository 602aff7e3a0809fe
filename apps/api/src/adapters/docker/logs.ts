import type { EngineLogLine } from '../../ports.ts'
import { readLines } from './demultiplex.ts'
import { type EngineClient, translate } from './engine-client.ts'
import { LastLines } from './log-lines.ts'
import { RepeatedLines } from './repeated-lines.ts'

export interface LogOptions {
  /** Seconds since the epoch, fractions allowed. */
  since?: number
  tail?: number
  follow: boolean
}

/**
 * Lines of a container's log, oldest first, with the engine's time of each. Ends at the end of the log; when following, at the container's
 * end or the abort (which is no error here).
 */
export async function followLogs(
  client: EngineClient,
  containerId: string,
  options: LogOptions,
  onLine: (line: EngineLogLine) => void,
  signal: AbortSignal,
): Promise<void> {
  const what = `read the log of ${containerId}`
  const repeated = options.follow ? new RepeatedLines() : undefined
  const source = await openLog(client, containerId, options, signal)
  const stop = () => source.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await readLines(source, (text, stream) => {
      const line = { stream, ...splitTimestamp(text) }
      if (repeated?.isRepeated(line.at) !== true) onLine(line)
    })
  } catch (error) {
    if (!signal.aborted) throw translate(error, what, client.address)
  } finally {
    signal.removeEventListener('abort', stop)
    source.destroy()
  }
}

/** The last lines that a container wrote; empty when the engine cannot say. */
export async function lastLogLines(
  client: EngineClient,
  containerId: string,
  count: number,
  signal: AbortSignal,
): Promise<string[]> {
  const last = new LastLines(count)
  try {
    await followLogs(client, containerId, { tail: count, follow: false }, (line) => last.push(line.text), signal)
  } catch (error) {
    if (signal.aborted) throw error
  }
  return last.lines
}

interface LogSource extends AsyncIterable<unknown> {
  destroy(): void
}

async function openLog(
  client: EngineClient,
  containerId: string,
  { since, tail, follow }: LogOptions,
  signal: AbortSignal,
): Promise<LogSource> {
  return await client.call(`read the log of ${containerId}`, signal, async (_signal, docker) => {
    const container = docker.getContainer(containerId)
    const options = {
      stdout: true,
      stderr: true,
      timestamps: true,
      ...(since === undefined ? {} : { since }),
      ...(tail === undefined ? {} : { tail }),
    }
    if (!follow) return wholeLog(await container.logs({ ...options, follow: false }))
    const stream = await container.logs({ ...options, follow: true })
    return { [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](), destroy: () => destroyStream(stream) }
  })
}

function wholeLog(content: Buffer): LogSource {
  return {
    async *[Symbol.asyncIterator]() {
      yield content
    },
    destroy: () => undefined,
  }
}

function destroyStream(stream: NodeJS.ReadableStream): void {
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy()
}

function splitTimestamp(line: string): { at: string; text: string } {
  const space = line.indexOf(' ')
  return space < 0 ? { at: line, text: '' } : { at: line.slice(0, space), text: line.slice(space + 1) }
}
