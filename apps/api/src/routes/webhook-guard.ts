import type { FastifyReply, FastifyRequest } from 'fastify'
import { CodedError } from '../errors.ts'
import { signatureRefused } from '../usecases/webhooks/signature-refused.ts'

/** Bodies of the largest size that are in memory at a time; of small ones, as most are, as many more. */
const bodiesMax = 8
const retryAfterSeconds = 5

export interface WebhookGuardOptions {
  bodyBytesMax: number
  /** For a body of the largest size over a slow line; whoever takes longer gives its room to others. */
  bodySecondsMax: number
  /** Whether there is a signature of the right form; throws where the path itself is wrong. */
  hasCredential(request: FastifyRequest): boolean
}

/**
 * An onRequest hook for calls without a credential whose body must be kept whole to be checked: refuses one without a well-formed signature
 * before a byte of it is read, and those that would together take too much memory. Throws `signature-refused` and `busy`.
 */
export function webhookGuard({ bodyBytesMax, bodySecondsMax, hasCredential }: WebhookGuardOptions) {
  let bytesInFlight = 0
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!hasCredential(request)) throw signatureRefused()
    const announced = Number(request.headers['content-length'] ?? Number.NaN)
    const bytes = Number.isSafeInteger(announced) ? Math.min(announced, bodyBytesMax) : bodyBytesMax
    if (bytesInFlight + bytes > bodiesMax * bodyBytesMax) {
      reply.header('retry-after', String(retryAfterSeconds))
      throw new CodedError('busy', 'Other deliveries take all the memory that is kept for them.')
    }
    bytesInFlight += bytes
    const late = setTimeout(() => request.raw.destroy(), bodySecondsMax * 1000).unref()
    request.raw.once('end', () => clearTimeout(late))
    // Of a response also when its connection breaks.
    reply.raw.once('close', () => {
      clearTimeout(late)
      bytesInFlight -= bytes
    })
  }
}
