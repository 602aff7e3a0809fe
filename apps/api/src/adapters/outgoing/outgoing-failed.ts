/**
 * Why a call to a URL that somebody typed brought no answer, as a sentence that a person may read. `refused` and `redirected` come again
 * at every try; the others may pass.
 */
export class OutgoingFailed extends Error {
  override readonly name = 'OutgoingFailed'
  readonly kind: 'refused' | 'redirected' | 'too-large' | 'timeout' | 'unreachable'
  /** HTTP status of an answer that was too large to read. */
  readonly status: number | undefined
  constructor(kind: OutgoingFailed['kind'], message: string, more: { cause?: unknown; status?: number } = {}) {
    super(message, { cause: more.cause })
    this.kind = kind
    this.status = more.status
  }
}

/** Why a connection failed, in words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'the name service does not know it' : error.message
}
