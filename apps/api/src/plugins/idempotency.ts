import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { type KeyUse, keepAnswer, releaseKey, requestHash, takeKey } from '../idempotency/keys.ts'

declare module 'fastify' {
  interface FastifyRequest {
    idempotencyKey: KeyUse | null
  }
}

const headersKept = ['content-type', 'location', 'etag']

/**
 * `Idempotency-Key` on every POST with a credential, but for signing in and one's own account: the same key with the same request is answered as the first time, with
 * `Idempotency-Replayed: true`, and nothing is done twice. Source: draft-ietf-httpapi-idempotency-key-header-07.
 */
export const idempotencyPlugin = fastifyPlugin<{ deps: Deps }>(
  async (app, { deps }) => {
    app.decorateRequest('idempotencyKey', null)
    app.addHook('preHandler', async (request, reply) => {
      const use = keyUseOf(request)
      if (use === undefined) return
      const first = await takeKey(deps, use, requestHash(request.url, request.body))
      if (first === undefined) {
        request.idempotencyKey = use
        return
      }
      reply.code(first.status).headers(first.headers).header('idempotency-replayed', 'true')
      return reply.send(first.body)
    })
    app.addHook('onSend', async (request, reply, payload) => {
      const use = request.idempotencyKey
      if (use === null) return
      request.idempotencyKey = null
      const kept = reply.statusCode < 300 && (payload === null || payload === undefined || typeof payload === 'string')
      if (!kept) return releaseKey(deps, use)
      await keepAnswer(deps, use, { status: reply.statusCode, headers: keptHeaders(reply), body: payload ?? null })
    })
  },
  { name: 'idempotency', dependencies: ['auth', 'policy'] },
)

function keyUseOf(request: FastifyRequest): KeyUse | undefined {
  const key = request.headers['idempotency-key']
  const { policy } = request.routeOptions.config
  // Where no credential is asked for, a body may be large and come from anybody; those of one's own account hold passwords, of which not even a hash may be
  // kept that could be guessed back.
  if (policy === 'public' || policy === 'account:own') return undefined
  if (request.method !== 'POST' || key === undefined || request.principal === null) return undefined
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new CodedError('invalid-request', 'The header Idempotency-Key is not valid.', {
      cure: 'Send 1 to 255 visible ASCII characters, for example a UUID.',
      errors: [{ path: 'headers.idempotency-key', message: 'must be 1 to 255 visible ASCII characters' }],
    })
  const route = `POST ${request.routeOptions.url ?? ''}`
  return { principalId: request.principal.id, route, key, claimId: randomUUID() }
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const headers = reply.getHeaders()
  return Object.fromEntries(
    headersKept.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  )
}
