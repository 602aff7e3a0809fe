import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { VisitorContext } from '../accounts/visitor.ts'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { originOf } from '../plugins/origin.ts'
import type { UseCaseContext } from '../usecases/context.ts'

/** The server as routes see it: schemas are zod's. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** `cursor` and `limit` of every list. */
export const pageQuery = z.object({
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** Name or id of a resource in a path. */
export const nameOrId = z.string().min(1).max(64)

/** `If-Match` of an edit: the ETag that the resource had when it was read. Other headers pass. */
export const ifMatch = z.looseObject({
  'if-match': z
    .string()
    .max(1024)
    .optional()
    .describe('The ETag that was read: the edit is refused with 412 and the current state when it changed meanwhile.'),
})

const serverSentEvent = z.object({
  id: z.string().optional().describe('To resume after: Last-Event-ID.'),
  event: z.string(),
  data: z.string().describe('JSON.'),
})

/** `response` of a route that answers with server-sent events. */
export const eventStream = (description: string) => ({
  200: { description, content: { 'text/event-stream': { schema: serverSentEvent } } },
})

/** `response` of a route that answers something else than JSON; it writes the bytes itself. */
export const fileResponse = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: z.unknown().meta({ type: 'string' }) } } },
})

/** What a use case is called with. The policy plugin has let nobody through without a principal; this says so to the compiler. */
export function contextOf(deps: Deps, request: FastifyRequest): UseCaseContext {
  if (request.principal === null) throw new CodedError('unauthenticated', 'This call needs a credential.')
  return { deps, principal: { ...request.principal, origin: originOf(request) } }
}

/** What a use case is called with that anybody may call. */
export const visitorOf = (deps: Deps, request: FastifyRequest): VisitorContext => ({ deps, origin: originOf(request) })
