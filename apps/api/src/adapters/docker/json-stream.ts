import { LineSplitter } from './log-lines.ts'

export type JsonMessage = Record<string, unknown>

/** JSON objects of a progress stream, one per line, as they come. Lines that are no objects are skipped. */
export async function readMessages(
  source: AsyncIterable<unknown>,
  onMessage: (message: JsonMessage) => void,
): Promise<void> {
  const splitter = new LineSplitter((line) => {
    const message = parse(line)
    if (message !== undefined) onMessage(message)
  }, Number.POSITIVE_INFINITY)
  for await (const chunk of source)
    splitter.push(chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk)))
  splitter.end()
}

/** The text of an `errorDetail` or `error` member, when there is one. */
export function errorOf(message: JsonMessage): string | undefined {
  const { error } = message
  return typeof error === 'string' && error !== '' ? error : undefined
}

function parse(line: string): JsonMessage | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isMessage(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isMessage(value: unknown): value is JsonMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
