import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { CodedError } from '../errors.ts'

/** Whether the browser says that a page of another address sent this, also of another port of this host. Programs send no Origin. Source: WHATWG Fetch, Origin header. */
export function isFromForeignPage({ headers: { origin, host } }: FastifyRequest): boolean {
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
}

/**
 * Refuses a socket that a page of another site opens, whatever its credential, unless the site is named in FUN_CORS_ORIGINS: same-origin rules do not hold for
 * sockets. Source: RFC 6455, 10.2. Throws `origin-refused`.
 */
export function refuseForeignSocket(config: Pick<Config, 'corsOrigins'>, request: FastifyRequest): void {
  const { origin } = request.headers
  if (isFromForeignPage(request) && !config.corsOrigins.includes(origin ?? ''))
    throw new CodedError('origin-refused', `The page at ${origin} may not open a terminal here.`)
}
