import type { FastifyRequest } from 'fastify'
import { storable } from '../events/append.ts'
import type { Origin } from '../usecases/context.ts'

const userAgentLengthMax = 300

/** Where a request came from, as the audit notes it. */
export function originOf(request: FastifyRequest): Origin {
  const agent = request.headers['user-agent']
  return {
    clientAddress: request.ip,
    userAgent: agent === undefined ? null : storable(agent.slice(0, userAgentLengthMax)),
    requestId: request.id,
  }
}
