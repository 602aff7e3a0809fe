import type { Readable } from 'node:stream'
import type { ImageInspectInfo } from 'dockerode'
import { type EngineClient, refusal, translate, unlessGone } from './engine-client.ts'
import { EngineRefused, ImageMissing } from './errors.ts'
import { errorOf, type JsonMessage, readMessages } from './json-stream.ts'
import { openStream } from './open-stream.ts'

/** Id of an image on the engine, or undefined. */
export async function imageId(
  client: EngineClient,
  reference: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await inspectImage(client, reference, signal))?.Id
}

/** Labels of an image on the engine, or undefined when it is not there. */
export async function imageLabels(
  client: EngineClient,
  reference: string,
  signal: AbortSignal,
): Promise<Record<string, string> | undefined> {
  const info = await inspectImage(client, reference, signal)
  return info && (info.Config?.Labels ?? {})
}

async function inspectImage(
  client: EngineClient,
  reference: string,
  signal: AbortSignal,
): Promise<ImageInspectInfo | undefined> {
  try {
    return await unlessGone(
      client.call(`inspect the image ${reference}`, signal, (_signal, docker) => docker.getImage(reference).inspect()),
    )
  } catch (error) {
    if (error instanceof ImageMissing) return undefined
    throw error
  }
}

/** Pulls an image, one line of progress per layer and state. Throws ImageMissing when the registry refuses or cannot be reached. */
export async function pullImage(
  client: EngineClient,
  reference: string,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const { name, tag } = splitReference(reference)
  const query = new URLSearchParams({ fromImage: name, tag }).toString()
  try {
    const stream = await openStream(client, `pull ${reference}`, {
      path: `/images/create?${query}`,
      headers: {},
      signal,
    })
    await readProgress(client, `pull ${reference}`, stream, onProgress, signal)
  } catch (error) {
    if (error instanceof EngineRefused) throw new ImageMissing(reference, error.message, error)
    throw error
  }
  return await requireImage(client, reference, signal)
}

/** `docker import`: the tar of a root file system becomes an image of one layer. */
export async function importImage(
  client: EngineClient,
  tar: Readable,
  reference: string,
  signal: AbortSignal,
): Promise<string> {
  const { name, tag } = splitReference(reference)
  const query = new URLSearchParams({ fromSrc: '-', repo: name, tag }).toString()
  const headers = { 'Content-Type': 'application/x-tar' }
  const what = `import ${reference}`
  const stream = await openStream(client, what, { path: `/images/create?${query}`, headers, body: tar, signal })
  await readProgress(client, what, stream, () => undefined, signal)
  return await requireImage(client, reference, signal)
}

async function readProgress(
  client: EngineClient,
  what: string,
  stream: Readable,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const shown = new Set<string>()
  let failure: string | undefined
  try {
    await readMessages(stream, (message) => {
      failure = errorOf(message) ?? failure
      const line = progressLine(message)
      if (line === undefined || shown.has(line)) return
      shown.add(line)
      onProgress(line)
    })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw translate(error, what, client.address)
  }
  signal.throwIfAborted()
  if (failure !== undefined) throw refusal(what, 500, failure, client.address)
}

function progressLine({ id, status }: JsonMessage): string | undefined {
  if (typeof status !== 'string') return undefined
  return typeof id === 'string' ? `${id}: ${status}` : status
}

async function requireImage(client: EngineClient, reference: string, signal: AbortSignal): Promise<string> {
  const id = await imageId(client, reference, signal)
  if (id === undefined) throw new ImageMissing(reference, 'the engine does not show it')
  return id
}

/** Repository and tag (or digest) of a reference; the tag is `latest` when none is named. */
export function splitReference(reference: string): { name: string; tag: string } {
  const at = reference.indexOf('@')
  if (at > 0) return { name: reference.slice(0, at), tag: reference.slice(at + 1) }
  const colon = reference.lastIndexOf(':')
  if (colon < 0 || reference.indexOf('/', colon) >= 0) return { name: reference, tag: 'latest' }
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) }
}
