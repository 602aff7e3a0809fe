import createClient, { type Client } from 'openapi-fetch'
import type { paths } from './generated/api.ts'
import { pause } from './pause.ts'
import { errorOf, FunMismatch, FunUnreachable, isTransient } from './problem.ts'

export interface FunClientOptions {
  /** The portal's address, such as https://portal.example.org; a path is kept. Empty in a browser: the page's own. */
  url: string
  /** `fun_…`; without, a browser sends its session. */
  token?: string
  /** For tests and proxies. */
  fetch?: (request: Request) => Promise<Response>
  /** How long one attempt of a call may take; streams may take longer. */
  timeoutMs?: number
}

/** Between attempts of a call that nothing answered, or that was answered as busy. */
const retryDelaysMs = [300, 1_000]

/** The API of one portal, typed from its own OpenAPI document. */
export interface FunClient {
  /**
   * Every call of the document: `rest.GET('/api/v1/environments/{environment}', …)`. Rejects with FunProblem, FunUnreachable or FunMismatch;
   * {@link bodyOf} takes the body out of the answer. A GET or POST that nothing answered is tried again; a POST has an Idempotency-Key, so that
   * nothing is done twice.
   */
  readonly rest: Client<paths>
  /** The answer of a GET that goes on, with status 2xx; `path` begins with `/api/v1`. Rejects like `rest`. */
  stream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>
}

/** Makes no call yet. */
export function createFunClient({ url, token, fetch: send = fetch, timeoutMs = 30_000 }: FunClientOptions): FunClient {
  const baseUrl = url.replace(/\/+$/, '')
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const answered = async (request: Request, signal: AbortSignal): Promise<Response> => {
    const response = await send(new Request(request, { signal })).catch((cause: unknown) => {
      if (request.signal.aborted) throw cause
      throw new FunUnreachable(`Nothing answers at ${baseUrl}: ${reasonOf(cause)}.`, { cause })
    })
    if (!response.ok) throw await errorOf(response)
    if (response.headers.get('content-type')?.startsWith('text/html'))
      throw new FunMismatch(`${baseUrl} answered with a page; is this the address of a FUN portal?`)
    return response
  }
  return {
    rest: createClient<paths>({
      baseUrl,
      headers,
      async fetch(request) {
        if (request.method === 'POST' && !request.headers.has('idempotency-key'))
          request.headers.set('idempotency-key', crypto.randomUUID())
        const delays = ['GET', 'POST'].includes(request.method) ? retryDelaysMs : []
        for (let attempt = 0; ; attempt += 1) {
          const delayMs = delays[attempt]
          try {
            const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)])
            return await answered(delayMs === undefined ? request : request.clone(), signal)
          } catch (error) {
            if (delayMs === undefined || !isTransient(error)) throw error
            await pause(delayMs, request.signal)
            request.signal.throwIfAborted()
          }
        }
      },
    }),
    async stream(path, more, signal) {
      const wanted = { ...headers, accept: 'text/event-stream', ...more }
      const opening = new AbortController()
      const timer = setTimeout(() => opening.abort(new DOMException('', 'TimeoutError')), timeoutMs)
      try {
        const request = new Request(`${baseUrl}${path}`, { headers: wanted, signal })
        return await answered(request, AbortSignal.any([signal, opening.signal]))
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** The body of an answer. Rejects with FunMismatch when there is none; do not use it for 204. */
export async function bodyOf<Answer extends { data?: unknown }>(
  answer: Promise<Answer>,
): Promise<NonNullable<Answer['data']>> {
  const { data }: { data?: Answer['data'] } = await answer
  if (data === undefined || data === null) throw new FunMismatch('The portal answered without a body.')
  return data
}

/** What the network said: fetch hides it in the cause, a time-out in the name. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it took too long'
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return cause.message !== '' ? cause.message : 'code' in cause ? String(cause.code) : error.message
}
