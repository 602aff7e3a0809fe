import { createHash } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'

/** Who asks. Until accounts come, every principal is the owner, known by the token that it showed. */
export interface Principal {
  kind: 'owner'
  tokenId: string
  name: string
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

const cookieName = 'fun_session'
const sessionSecondsMax = 30 * 24 * 3600
const sessionContext = 'session-cookie'
const sessionContent = z.object({ tokenId: z.uuid(), issuedAt: z.number() })

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

async function principalOf(deps: Deps, request: FastifyRequest): Promise<Principal | null> {
  const bearer = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return principalOfToken(deps, bearer)
  const cookie = request.cookies[cookieName]
  if (cookie === undefined) return null
  refuseForeignOrigin(request)
  const tokenId = readSession(deps, cookie)
  if (tokenId === undefined) return null
  const token = await deps.store.apiToken.findUnique({ where: { id: tokenId } })
  return token === null ? null : { kind: 'owner', tokenId: token.id, name: token.name }
}

/** The principal of a bearer token, or null. The look-up is by hash: its time says nothing about the token. */
export async function principalOfToken(deps: Deps, token: string): Promise<Principal | null> {
  const row = await deps.store.apiToken.findUnique({ where: { hash: tokenHash(token) } })
  if (row === null) return null
  const staleAt = Date.now() - 60_000
  if (row.lastUsedAt === null || row.lastUsedAt.getTime() < staleAt)
    await deps.store.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date() } })
  return { kind: 'owner', tokenId: row.id, name: row.name }
}

/** A cookie travels by itself; a write that another site made the browser send is refused. Source: OWASP CSRF, verifying origin. */
function refuseForeignOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const { origin } = request.headers
  if (origin === undefined) return
  if (!URL.canParse(origin) || new URL(origin).host !== request.headers.host)
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
export function startSession(deps: Deps, reply: FastifyReply, principal: Principal): void {
  const content = JSON.stringify({ tokenId: principal.tokenId, issuedAt: Date.now() })
  const value = Buffer.from(deps.encryption.encrypt(content, sessionContext)).toString('base64url')
  reply.setCookie(cookieName, value, { httpOnly: true, sameSite: 'strict', path: '/', maxAge: sessionSecondsMax })
}

/** Takes the cookie away. */
export const endSession = (reply: FastifyReply): void => {
  reply.clearCookie(cookieName, { path: '/' })
}
