import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { CodedError } from '../errors.ts'

/**
 * Refuses a socket that a page of another site opens, whatever its credential, unless the site is named in FUN_CORS_ORIGINS: same-origin rules do not hold for
 * sockets. Programs send no Origin. Source: RFC 6455, 10.2. Throws `origin-refused`.
 */
export function refuseForeignSocket(config: Pick<Config, 'corsOrigins'>, request: FastifyRequest): void {
  const { origin, host } = request.headers
  if (origin === undefined || config.corsOrigins.includes(origin)) return
  if (!URL.canParse(origin) || new URL(origin).host !== host)
    throw new CodedError('origin-refused', `The page at ${origin} may not open a terminal here.`)
}
