import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { isFromForeignPage } from '../plugins/foreign-origin.ts'
import { type PublicSite, publicSite } from './public-site.ts'
import { sessionDaysMax } from './sessions.ts'

/** Over HTTPS no other host, no path and no plain HTTP can set or read a cookie of this prefix. Source: RFC 6265bis, 4.1.3.2. */
const named = (site: PublicSite, name: string): string => (site.secure ? `__Host-${name}` : name)
const sessionCookie = 'fun_session'
/** Lax: the provider sends the browser back from another site. */
const oidcCookie = 'fun_oidc'
const oidcSecondsMax = 600

/** Where people open the portal, as a request sees it. */
export const siteOf = (deps: Pick<Deps, 'config'>, request: FastifyRequest): PublicSite =>
  publicSite(deps.config, { protocol: request.protocol, host: request.host })

/** The value of the session's cookie; undefined without one. */
export function readSessionCookie(deps: Pick<Deps, 'config'>, request: FastifyRequest): string | undefined {
  // Programs that send no cookie need not say which host they ask either.
  if (request.headers.cookie === undefined) return undefined
  return request.cookies[named(siteOf(deps, request), sessionCookie)]
}

/** Hands the browser a session. */
export function setSessionCookie(
  deps: Pick<Deps, 'config'>,
  request: FastifyRequest,
  reply: FastifyReply,
  value: string,
): void {
  const site = siteOf(deps, request)
  reply.setCookie(named(site, sessionCookie), value, {
    httpOnly: true,
    sameSite: 'strict',
    secure: site.secure,
    path: '/',
    maxAge: sessionDaysMax * 86_400,
  })
}

/** Takes the session's cookie away. */
export function clearSessionCookie(deps: Pick<Deps, 'config'>, request: FastifyRequest, reply: FastifyReply): void {
  const site = siteOf(deps, request)
  reply.clearCookie(named(site, sessionCookie), { path: '/', secure: site.secure, httpOnly: true, sameSite: 'strict' })
}

/** Binds a sign-in at a provider to this browser. */
export function setOidcCookie(
  deps: Pick<Deps, 'config'>,
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: string,
): void {
  const site = siteOf(deps, request)
  reply.setCookie(named(site, oidcCookie), ticket, {
    httpOnly: true,
    sameSite: 'lax',
    secure: site.secure,
    path: '/',
    maxAge: oidcSecondsMax,
  })
}

/** Reads and clears it. */
export function takeOidcCookie(
  deps: Pick<Deps, 'config'>,
  request: FastifyRequest,
  reply: FastifyReply,
): string | undefined {
  const site = siteOf(deps, request)
  const name = named(site, oidcCookie)
  reply.clearCookie(name, { path: '/', secure: site.secure, httpOnly: true, sameSite: 'lax' })
  return request.cookies[name]
}

/**
 * A cookie travels by itself; a write, or a socket, that another site made the browser open is refused. Signing in is looked at too: nobody is signed in as somebody
 * else by another site. Sources: OWASP CSRF, verifying origin; RFC 6455, 10.2.
 */
export function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin, upgrade } = request.headers
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (reads && upgrade === undefined) return
  if (isFromForeignPage(request))
    throw new CodedError('origin-refused', `The page at ${origin} may not act for you here.`)
}
