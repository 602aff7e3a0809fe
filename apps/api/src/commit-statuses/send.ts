import type { Outgoing } from '../adapters/outgoing/outgoing.ts'
import { OutgoingFailed } from '../adapters/outgoing/outgoing-failed.ts'
import type { StatusCall, StatusHost } from '../git-hosts/statuses/status-host.ts'

/** `told`; `again`: it may work later, after so many seconds where the host says so; `refused`: it will not. */
export type Sent =
  | { kind: 'told' }
  | { kind: 'again'; detail: string; afterSeconds?: number }
  | { kind: 'refused'; detail: string }

const timeoutMs = 10_000
const answerLengthMax = 300

/** Tells a git host once. Never rejects but when the worker stops. */
export async function sendStatus(
  outgoing: Outgoing,
  host: StatusHost,
  { url, headers, body }: StatusCall,
  signal: AbortSignal,
): Promise<Sent> {
  try {
    const answer = await outgoing(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'FUN-Platform' },
      body: JSON.stringify(body),
      // A token is handed to nobody else.
      redirect: 'error',
      timeoutMs,
      signal,
    })
    const text = await answer.text()
    if (answer.ok || host.isKnown(answer.status, text)) return { kind: 'told' }
    const detail = `${new URL(url).host} answered ${answer.status}: ${text.slice(0, answerLengthMax)}`
    return mayPass(answer) ? { kind: 'again', detail, ...waitOf(answer) } : { kind: 'refused', detail }
  } catch (error) {
    signal.throwIfAborted()
    const detail = error instanceof Error ? error.message : String(error)
    const refused = error instanceof OutgoingFailed && (error.kind === 'refused' || error.kind === 'redirected')
    return { kind: refused ? 'refused' : 'again', detail }
  }
}

/** GitHub refuses with 403 or 429 when it was asked too often. Source: GitHub's documentation, rate limits for the REST API. */
function mayPass({ status, headers }: Response): boolean {
  if (status >= 500 || status === 408 || status === 429) return true
  return status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0')
}

function waitOf({ headers }: Response): { afterSeconds?: number } {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(seconds) && seconds >= 0) return { afterSeconds: seconds }
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  return Number.isFinite(reset) ? { afterSeconds: Math.max(1, reset - Date.now() / 1000) } : {}
}
