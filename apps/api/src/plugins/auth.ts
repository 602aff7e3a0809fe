import { createHash } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { type Principal, principalOfStoredToken } from '../policy/principal.ts'
import { isFromForeignPage } from './foreign-origin.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

const cookieName = 'fun_session'
const sessionSecondsMax = 30 * 24 * 3600
const sessionContext = 'session-cookie'
const sessionContent = z.object({ tokenId: z.uuid(), issuedAt: z.number() })
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
  const cookie = request.cookies[cookieName]
  if (cookie === undefined) return null
  refuseForeignOrigin(request)
  const tokenId = readSession(deps, cookie)
  return tokenId === undefined ? null : principalOfStoredToken(deps, { id: tokenId })
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

/**
 * A cookie travels by itself; a write, or a socket, that another site made the browser open is refused. Sources: OWASP CSRF, verifying origin; RFC 6455,
 * 10.2.
 */
function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin, upgrade } = request.headers
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (reads && upgrade === undefined) return
  if (isFromForeignPage(request))
    throw new CodedError('origin-refused', `The page at ${origin} may not act for you here.`)
}

function readSession(deps: Deps, cookie: string): string | undefined {
  try {
    const text = deps.encryption.decrypt(Buffer.from(cookie, 'base64url'), sessionContext)
    const { tokenId, issuedAt } = sessionContent.parse(JSON.parse(text))
    return Date.now() - issuedAt < sessionSecondsMax * 1000 ? tokenId : undefined
  } catch {
    return undefined
  }
}

/** Hands the browser a cookie that stands for the token; it ends with the token or after 30 days. */
export function startSession(deps: Deps, reply: FastifyReply, tokenId: string): void {
  const content = JSON.stringify({ tokenId, issuedAt: Date.now() })
  const value = Buffer.from(deps.encryption.encrypt(content, sessionContext)).toString('base64url')
  reply.setCookie(cookieName, value, { httpOnly: true, sameSite: 'strict', path: '/', maxAge: sessionSecondsMax })
}

/** Takes the cookie away. */
export const endSession = (reply: FastifyReply): void => {
  reply.clearCookie(cookieName, { path: '/' })
}
