import { LineSplitter } from './log-lines.ts'

export type OutputStream = 'stdout' | 'stderr'

/**
 * Frames of the engine's multiplexed stream (8-byte header: stream, length; source: Engine API, ContainerAttach), however they are cut into
 * chunks.
 */
export async function* demultiplex(
  source: AsyncIterable<unknown>,
): AsyncGenerator<{ stream: OutputStream; data: Buffer }> {
  let pending: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    const bytes = toBuffer(chunk)
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
    while (pending.length >= 8) {
      const length = pending.readUInt32BE(4)
      if (pending.length < 8 + length) break
      yield { stream: pending[0] === 2 ? 'stderr' : 'stdout', data: pending.subarray(8, 8 + length) }
      pending = pending.subarray(8 + length)
    }
  }
}

/** Lines of a multiplexed stream, each with where it was written to. Ends with the stream; rejects when it is cut. */
export async function readLines(
  source: AsyncIterable<unknown>,
  onLine: (line: string, stream: OutputStream) => void,
): Promise<void> {
  const splitters = {
    stdout: new LineSplitter((line) => onLine(line, 'stdout')),
    stderr: new LineSplitter((line) => onLine(line, 'stderr')),
  }
  for await (const { stream, data } of demultiplex(source)) splitters[stream].push(data)
  splitters.stdout.end()
  splitters.stderr.end()
}

function toBuffer(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk
  if (chunk instanceof Uint8Array) return Buffer.from(chunk)
  return Buffer.from(String(chunk))
}
