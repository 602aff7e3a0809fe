import type { Outgoing, OutgoingInit } from '../outgoing/outgoing.ts'
import { OutgoingFailed } from '../outgoing/outgoing-failed.ts'
import type { SendOutcome } from './outcome.ts'

/** A message in a service's own format, ready to be sent. */
export interface RenderedCall {
  url: string
  headers?: Record<string, string>
  body: string
}

const timeoutMs = 10_000
const answerBytesMax = 64_000
const answerLengthMax = 300
/** Statuses below 500 that may pass. Source: RFC 9110, RFC 8470, RFC 6585. */
const passingStatuses = new Set([408, 425, 429])

/** Sends JSON by POST. Never rejects, but when the signal aborts. */
export async function post(outgoing: Outgoing, call: RenderedCall, signal: AbortSignal): Promise<SendOutcome> {
  const init: OutgoingInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'FUN-Platform', ...call.headers },
    body: call.body,
    signal,
    timeoutMs,
    bytesMax: answerBytesMax,
  }
  try {
    const response = await outgoing(call.url, init)
    const said = plain(await response.text())
    const answer = said === '' ? `HTTP ${response.status}` : `HTTP ${response.status}: ${said}`
    if (response.ok) return { kind: 'delivered', answer }
    if (response.status < 500 && !passingStatuses.has(response.status)) return { kind: 'refused', answer }
    const retryAfterSeconds = readRetryAfter(response.headers.get('retry-after'))
    return { kind: 'failed', answer, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof OutgoingFailed)) throw error
    const { status } = error
    // It took the message, and said more about it than anybody reads.
    if (status !== undefined && status >= 200 && status < 300) return { kind: 'delivered', answer: `HTTP ${status}` }
    const lasts = error.kind === 'refused' || error.kind === 'redirected'
    return { kind: lasts ? 'refused' : 'failed', answer: error.message }
  }
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, answerLengthMax).toWellFormed()

/** Seconds that a `Retry-After` header names; Discord sends fractions. */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+(\.\d+)?$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined
}
