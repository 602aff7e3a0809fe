import { type Problem, problem } from '@fun/contract/resources'
import { z } from 'zod'
import { noteServerTime } from './server-clock.ts'

const timeoutMs = 20_000

/** The API refused a call and said why. Show `problem.detail` and `problem.cure`; branch on `problem.status` or `.code`. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
  readonly problem: Problem
  constructor(refused: Problem) {
    super(refused.detail)
    this.problem = refused
  }
}

/** Nothing answered: the API is down, the network is cut, or the answer took longer than 20 s. Worth trying again. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable'
}

/** The API answered with something that its contract does not allow: portal and API are of different versions. */
export class ApiMismatch extends Error {
  override readonly name = 'ApiMismatch'
}

type Call = {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  body?: unknown
  /** Entity tag of what is edited: the edit is refused as `precondition-failed` when somebody else changed it meanwhile. */
  ifMatch?: string | null
  signal?: AbortSignal
}

/**
 * One call of `/api/v1`, its answer parsed by the contract's schema. The session travels as a cookie.
 * Throws ApiRefusal, ApiUnreachable or ApiMismatch; an abort by the caller is rethrown as it came.
 */
export async function callApi<T>(schema: z.ZodType<T>, path: string, options: Call = {}): Promise<T> {
  return (await callTagged(schema, path, options)).value
}

/** As `callApi`, with the entity tag of what was answered (null: it has none), for an edit of it. */
export async function callTagged<T>(
  schema: z.ZodType<T>,
  path: string,
  options: Call = {},
): Promise<{ value: T; tag: string | null }> {
  const response = await request(path, options)
  const content = await readJson(response)
  if (!response.ok) throw new ApiRefusal(refusalFrom(response, content))
  const parsed = schema.safeParse(content)
  if (!parsed.success) throw new ApiMismatch(`${path}: ${z.prettifyError(parsed.error)}`)
  // A proxy that compresses weakens the tag.
  return { value: parsed.data, tag: response.headers.get('etag')?.replace(/^W\//, '') ?? null }
}

async function request(path: string, { method = 'GET', body, ifMatch, signal }: Call): Promise<Response> {
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch == null ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    })
    noteServerTime(response.headers.get('date'))
    return response
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiUnreachable('The API does not answer.', { cause: error })
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return null
  try {
    const content: unknown = JSON.parse(text)
    return content
  } catch {
    return null
  }
}

function refusalFrom(response: Response, content: unknown): Problem {
  const parsed = problem.safeParse(content)
  if (parsed.success) return parsed.data
  return {
    type: 'about:blank',
    title: 'The answer is not readable',
    status: response.status,
    code: 'unreadable-answer',
    detail: `The server answered ${response.status} ${response.statusText} without saying why.`,
    cure: 'Look into var/log/api.log.',
  }
}

/** True when the failure says that there is no valid session, so that the person has to sign in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiRefusal && error.problem.status === 401
}

/** True when there is no such thing, or none any more. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiRefusal && error.problem.status === 404
}

/** True when an edit was refused because somebody else changed the same thing meanwhile. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiRefusal && error.problem.code === 'precondition-failed'
}

/** True when the same call may succeed in a moment without anybody doing anything. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ApiUnreachable) return true
  return error instanceof ApiRefusal && [502, 503, 504].includes(error.problem.status)
}
