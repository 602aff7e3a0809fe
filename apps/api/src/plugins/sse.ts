import type { Problem } from '@fun/contract/resources'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CodedError, toProblem } from '../errors.ts'

/** One message of an event stream. Source: WHATWG HTML, server-sent events. */
export interface ServerSentEvent {
  id?: string
  event: string
  data: unknown
}

const heartbeatMs = 15_000
/** After that a browser opens a stream again that the server ended. */
const retryMs = 1_000

/**
 * Sends `events` as they come (an error becomes a last `problem` event), with a heartbeat comment every 15 s, until they end or the reader leaves. A reader that is too slow is
 * waited for: nothing piles up in memory. Ends within seconds, with the refusal as its `problem`, when the reader may not read any more; and with a hint to
 * come back when the server stops, or the stream has lasted as long as one may. Throws `origin-refused`.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  events: (signal: AbortSignal) => AsyncIterable<ServerSentEvent>,
): Promise<void> {
  refuseForeignPage(request)
  const gone = new AbortController()
  const access: { refusal?: CodedError } = {}
  const unfollow = request.followAccess((error) => {
    access.refusal = error
    gone.abort()
  })
  const end = request.server.endOfStream()
  end.addEventListener('abort', () => gone.abort(), { once: true })
  request.raw.once('close', () => gone.abort())
  reply.raw.once('close', () => gone.abort())
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...headers(reply),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  })
  raw.write(`retry: ${retryMs}\n: connected\n\n`)
  request.server.metrics.streamOpened()
  const heartbeat = setInterval(() => raw.write(': heartbeat\n\n'), heartbeatMs)
  try {
    for await (const each of events(gone.signal)) {
      if (gone.signal.aborted) break
      const id = each.id === undefined ? '' : `id: ${each.id}\n`
      if (!raw.write(`${id}event: ${each.event}\ndata: ${JSON.stringify(each.data)}\n\n`))
        await drained(reply, gone.signal)
    }
    if (access.refusal !== undefined) throw access.refusal
  } catch (error) {
    if (access.refusal !== undefined || !gone.signal.aborted)
      raw.write(`event: problem\ndata: ${JSON.stringify(problemOf(request, access.refusal ?? error))}\n\n`)
  } finally {
    unfollow()
    clearInterval(heartbeat)
    gone.abort()
    request.server.metrics.streamClosed()
    raw.end(end.aborted ? `retry: ${retryMs}\n: the server ends this stream; open it again\n\n` : undefined)
  }
}

/**
 * A cookie travels by itself, also to a page of another port of this host, such as an environment's LMS: a stream that such a page opens is refused before it
 * begins. One that shows a token may come from anywhere. Source: WHATWG Fetch, Origin header.
 */
function refuseForeignPage({ headers }: FastifyRequest): void {
  const { origin } = headers
  if (origin === undefined || /^Bearer \S/i.test(headers.authorization ?? '')) return
  if (!URL.canParse(origin) || new URL(origin).host !== headers.host)
    throw new CodedError('origin-refused', `The page at ${origin} may not read along here.`)
}

/** The status is sent already: what went wrong is the last message. */
function problemOf(request: FastifyRequest, error: unknown): Problem {
  if (error instanceof CodedError) return toProblem(error, request.id)
  request.log.error({ err: error }, 'event stream ended early')
  return toProblem(new CodedError('internal', 'The stream ended early.'), request.id)
}

function headers(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]))
}

function drained(reply: FastifyReply, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done)
      reply.raw.off('drain', done)
      resolve()
    }
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', done, { once: true })
    reply.raw.once('drain', done)
  })
}
