import type { FastifyReply, FastifyRequest } from 'fastify'
import { CodedError } from '../errors.ts'
import { isSignature, signatureRefused } from '../usecases/webhooks/signature.ts'

/** Bodies of the largest size that are in memory at a time; of small ones, as most are, as many more. */
const bodiesMax = 8
/** For a body of 25 MB over a slow line; whoever takes longer gives its room to others. */
const bodySecondsMax = 60
const retryAfterSeconds = 5

/** Header of a request that was sent once and is not empty. */
export function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The signature that a delivery came with; GitHub's header is taken too. */
export const signatureOf = (request: FastifyRequest): string | undefined =>
  header(request, 'x-signature-256') ?? header(request, 'x-hub-signature-256')

/**
 * An onRequest hook for calls without a credential whose body must be kept whole to be checked: refuses one without a well-formed signature
 * before a byte of it is read, and those that would together take too much memory. Throws `signature-refused` and `busy`.
 */
export function webhookGuard(bodyBytesMax: number) {
  let bytesInFlight = 0
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!isSignature(signatureOf(request))) throw signatureRefused()
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
