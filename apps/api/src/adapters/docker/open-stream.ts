import { Readable } from 'node:stream'
import { type EngineClient, translate } from './engine-client.ts'

interface StreamRequest {
  /** With its query. */
  path: string
  headers: Record<string, string>
  body?: Readable
  signal: AbortSignal
}

interface Modem {
  dial(options: object, done: (error: unknown, answer: unknown) => void): void
}

/**
 * POST whose answer is a stream, for calls that dockerode wraps in a way we cannot use: its buildImage opens a BuildKit session per build, which
 * stays open when the build is cancelled. An abort destroys the request and the answer.
 */
export async function openStream(client: EngineClient, what: string, request: StreamRequest): Promise<Readable> {
  const { path, headers, body, signal } = request
  signal.throwIfAborted()
  const modem: Modem = client.docker.modem
  const options = {
    // docker-modem takes the last character of a path with a query for a `?` that it added itself.
    path: path.includes('?') ? `${path}&` : path,
    method: 'POST',
    headers,
    file: body,
    abortSignal: signal,
    isStream: true,
    statusCodes: { 200: true, 400: 'bad parameter', 404: 'not found', 500: 'server error' },
  }
  const answer = await new Promise<unknown>((resolve, reject) => {
    modem.dial(options, (error, stream) => (error === null ? resolve(stream) : reject(error)))
  }).catch((error: unknown) => {
    body?.destroy()
    if (signal.aborted) throw signal.reason
    throw translate(error, what, client.address)
  })
  if (!(answer instanceof Readable)) throw new TypeError('the engine answered without a stream')
  const stop = () => answer.destroy()
  signal.addEventListener('abort', stop, { once: true })
  answer.once('close', () => signal.removeEventListener('abort', stop))
  return answer
}
