import { randomUUID } from 'node:crypto'
import type { BuildInput, BuildStep } from '../../ports.ts'
import { decodeTrace, type Vertex } from './build-trace.ts'
import { type EngineClient, refusal, translate } from './engine-client.ts'
import { BuildFailed, DiskFull, ImageMissing } from './errors.ts'
import { errorOf, isMessage, type JsonMessage, readMessages } from './json-stream.ts'
import { LastLines, LineSplitter } from './log-lines.ts'
import { openStream } from './open-stream.ts'

const lastLinesMax = 60

/**
 * Builds with the engine's BuildKit from a tar context. An abort closes the request: BuildKit then cancels exactly this build and keeps what
 * other builds share with it. Throws BuildFailed, DiskFull, ImageMissing (a base image that cannot be had) or EngineUnreachable.
 */
export async function buildImage(client: EngineClient, input: BuildInput, signal: AbortSignal): Promise<string> {
  const progress = new BuildProgress(input)
  const stream = await openStream(client, `build ${input.tag}`, {
    path: `/build?${buildQuery(input)}`,
    headers: { 'Content-Type': 'application/x-tar' },
    body: input.context,
    signal,
  })
  try {
    await readMessages(stream, (message) => progress.read(message))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw translate(error, `build ${input.tag}`, client.address)
  } finally {
    stream.destroy()
  }
  signal.throwIfAborted()
  return progress.finish(client.address)
}

function buildQuery(input: BuildInput): string {
  return new URLSearchParams({
    version: '2',
    buildid: randomUUID(),
    t: input.tag,
    dockerfile: input.dockerfile,
    buildargs: JSON.stringify(input.arguments),
    labels: JSON.stringify(input.labels),
    ...(input.target === undefined ? {} : { target: input.target }),
  }).toString()
}

/** Turns BuildKit's messages into steps and lines, and remembers what a failure needs. */
class BuildProgress {
  readonly #input: BuildInput
  readonly #vertices = new Map<string, Vertex>()
  readonly #splitters = new Map<string, LineSplitter>()
  readonly #last = new Map<string, LastLines>()
  #imageId: string | undefined
  #error: string | undefined

  constructor(input: BuildInput) {
    this.#input = input
  }

  read(message: JsonMessage): void {
    this.#error = errorOf(message) ?? this.#error
    const { id, aux } = message
    if (id === 'moby.buildkit.trace' && typeof aux === 'string') this.#readTrace(aux)
    if (id === 'moby.image.id' && isMessage(aux) && typeof aux.ID === 'string') this.#imageId = aux.ID
  }

  finish(address: string): string {
    for (const splitter of this.#splitters.values()) splitter.end()
    if (this.#error !== undefined) throw this.#failure(this.#error, address)
    if (this.#imageId === undefined) throw this.#failure('the engine ended the build without an image', address)
    return this.#imageId
  }

  #readTrace(base64: string): void {
    const { vertices, logs } = decodeTrace(base64)
    for (const vertex of vertices) {
      const before = this.#vertices.get(vertex.digest)
      this.#vertices.set(vertex.digest, { ...before, ...vertex })
      if (vertex.startedAt !== undefined || vertex.cached) this.#input.onStep(toStep(vertex))
    }
    for (const { vertexDigest, stream, data } of logs) this.#splitterOf(vertexDigest, stream).push(data)
  }

  #splitterOf(digest: string, stream: number): LineSplitter {
    const key = `${digest} ${stream}`
    const known = this.#splitters.get(key)
    if (known !== undefined) return known
    const last = this.#last.get(digest) ?? new LastLines(lastLinesMax)
    const splitter = new LineSplitter((line) => {
      last.push(line)
      this.#input.onLine(line)
    })
    this.#splitters.set(key, splitter)
    this.#last.set(digest, last)
    return splitter
  }

  #failure(reason: string, address: string): Error {
    const failed = [...this.#vertices.values()].find(
      (vertex) => vertex.error !== undefined && !isCancelled(vertex.error),
    )
    const detail = failed?.error ?? reason
    const { tag } = this.#input
    const lastLines = failed === undefined ? [] : (this.#last.get(failed.digest)?.lines ?? [])
    const known = refusal(`build ${tag}`, 500, detail, address)
    if (known instanceof DiskFull) return known
    // A command that met a full disk says so itself; BuildKit only tells its exit code.
    const noSpace = lastLines.findLast((line) => /no space left on device|ENOSPC/i.test(line))
    if (noSpace !== undefined) return new DiskFull(`build ${tag}`, noSpace)
    const base = /^\[[^\]]*internal\] load metadata for (\S+)|^(?:\[.*\] )?FROM (\S+)/.exec(failed?.name ?? '')
    if (base !== null && /not found|failed to do request|pull access denied|no such host|lookup/i.test(detail))
      return new ImageMissing(base[1] ?? base[2] ?? '', detail)
    const exit = /exit code: (\d+)/.exec(detail)
    return new BuildFailed({
      tag,
      step: failed?.name ?? 'read the Dockerfile',
      ...(exit === null ? {} : { exitCode: Number(exit[1]) }),
      reason: detail,
      lastLines,
    })
  }
}

/** Steps that run beside the one that failed end with this error. */
const isCancelled = (error: string): boolean => /context canceled/.test(error)

function toStep({ name, cached, startedAt, finishedAt, error }: Vertex): BuildStep {
  return {
    name,
    cached,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(error === undefined ? {} : { error }),
  }
}
