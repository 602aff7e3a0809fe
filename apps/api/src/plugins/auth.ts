import { createHash } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { principalOfSession } from '../accounts/principal-of-session.ts'
import { readSessionCookie, refuseForeignOrigin } from '../accounts/session-cookie.ts'
import type { Deps } from '../deps.ts'
import { type Principal, principalOfStoredToken } from '../policy/principal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

/** How exactly the last use of a token is known. */
const lastUseMs = 60_000

/** Hash under which a token is stored. Tokens are 256 random bits, so a plain sha256 cannot be guessed back. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Reads the credential of every request (bearer token, else cookie) into `request.principal`; the policy plugin decides what it may do. */
export const authPlugin = fastifyPlugin<{ deps: Deps }>(
  async (app, { deps }) => {
    await app.register(fastifyCookie)
    app.decorateRequest('principal', null)
    app.addHook('onRequest', async (request) => {
      request.principal = await principalOf(deps, request)
    })
  },
  { name: 'auth' },
)

/**
 * Who a request comes from, by the credential that it carries; null without a valid one. Streams ask again while they last, so it answers by what holds now
 * and sets no cookie. Throws `origin-refused`.
 */
export async function principalOf(deps: Deps, request: FastifyRequest): Promise<Principal | null> {
  const bearer = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return principalOfToken(deps, bearer)
  const cookie = readSessionCookie(deps, request)
  if (cookie === undefined) return null
  refuseForeignOrigin(request)
  return principalOfSession(deps, cookie)
}

/** The principal of a bearer token, or null. The look-up is by hash: its time says nothing about the token. */
export async function principalOfToken(deps: Deps, token: string): Promise<Principal | null> {
  const principal = await principalOfStoredToken(deps, { hash: tokenHash(token) })
  if (principal === null) return null
  const staleAt = Date.now() - lastUseMs
  if (principal.lastUsedAt === null || principal.lastUsedAt.getTime() < staleAt)
    await deps.store.apiToken.updateMany({ where: { id: principal.id }, data: { lastUsedAt: new Date() } })
  return principal
}
