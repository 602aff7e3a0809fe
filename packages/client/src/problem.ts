import type { Problem } from '@fun/contract/resources'

/** The API refused a call and said why (RFC 9457). `code` is stable and meant for programs, the message is for people. */
export class FunProblem extends Error {
  override readonly name = 'FunProblem'
  readonly problem: Problem
  constructor(refused: Problem) {
    super(refused.detail)
    this.problem = refused
  }
  get code(): string {
    return this.problem.code
  }
  /** HTTP status. */
  get status(): number {
    return this.problem.status
  }
  get detail(): string {
    return this.problem.detail
  }
  /** What to do next. */
  get cure(): string | undefined {
    return this.problem.cure
  }
  /** Which fields are wrong, and why. */
  get errors(): ReadonlyArray<{ path: string; message: string }> {
    return this.problem.errors ?? []
  }
}

/** Nothing answered: the portal is down, the network is cut, or the answer took too long. Worth trying again. */
export class FunUnreachable extends Error {
  override readonly name = 'FunUnreachable'
}

/** Something answered that is not this API, or an API of another version. */
export class FunMismatch extends Error {
  override readonly name = 'FunMismatch'
}

/** True when the same call may succeed in a moment without anybody doing anything. */
export function isTransient(error: unknown): boolean {
  if (error instanceof FunUnreachable) return true
  return error instanceof FunProblem && [429, 500, 502, 503, 504].includes(error.status)
}

/** The error of an answer that is no success: its problem, or what can be said of one without. */
export async function errorOf(response: Response): Promise<FunProblem | FunMismatch | FunUnreachable> {
  const text = await response.text().catch(() => '')
  const content = parseJson(text)
  if (isProblem(content)) return new FunProblem(content)
  const said =
    `${new URL(response.url || 'http://unknown').host} answered ${response.status} ${response.statusText}`.trim()
  if ([502, 503, 504].includes(response.status)) return new FunUnreachable(`${said}.`)
  return new FunMismatch(`${said} without saying why; is this the address of a FUN portal?`)
}

/** A JSON text, or undefined. */
export function parseJson(text: string): unknown {
  try {
    const content: unknown = JSON.parse(text)
    return content
  } catch {
    return undefined
  }
}

export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'detail' in value &&
    typeof value.detail === 'string' &&
    'status' in value &&
    typeof value.status === 'number'
  )
}
