import fastifyRateLimit, { normalizeIP, type RateLimitOptions } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { LimitStore } from '../adapters/queue/limit-store.ts'
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { ownerIdOf } from '../policy/principal.ts'

const windowMs = 60_000

/**
 * Limits every route but those that say `config: { rateLimit: false }`; all routes share one count per member or service account, whichever of
 * their tokens they show, or per address without a credential. Answers carry `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds), a refusal also `Retry-After`.
 * Source: draft-ietf-httpapi-ratelimit-headers-03, as the library has it.
 */
export const limitsPlugin = fastifyPlugin<{ deps: Deps }>(
  async (app, { deps }) => {
    const { config, redis } = deps
    class Store extends LimitStore {
      constructor() {
        super(redis.impatient, `${config.redisPrefix}:limit:`)
      }
    }
    await app.register(fastifyRateLimit, {
      global: config.rateLimits.calls > 0,
      max: config.rateLimits.calls,
      timeWindow: windowMs,
      enableDraftSpec: true,
      store: Store,
      keyGenerator: byPrincipal,
      errorResponseBuilder: (_request, { max, ttl }) =>
        new CodedError(
          'too-many-requests',
          `More than ${max} requests came within a minute; the next is taken in ${Math.ceil(ttl / 1000)} s.`,
        ),
    })
  },
  { name: 'limits', dependencies: ['auth'] },
)

const byAddress = (request: FastifyRequest): string => `address:${normalizeIP(request.ip)}`
const byPrincipal = (request: FastifyRequest): string =>
  request.principal === null ? byAddress(request) : `owner:${ownerIdOf(request.principal)}`

/** `config.rateLimit` of a route with a limit of its own, counted per address whoever asks; 0 requests: no limit. */
export function limitPerAddress(config: Config, kind: 'signIn' | 'webhooks'): RateLimitOptions | false {
  const max = config.rateLimits[kind]
  return max === 0 ? false : { max, timeWindow: windowMs, keyGenerator: byAddress }
}

/** `config.rateLimit` of a route that costs more than others: so many a minute of one principal, beside the limit of all routes; none where that is off. */
export function limitPerPrincipal(config: Config, max: number): RateLimitOptions | false {
  if (config.rateLimits.calls === 0) return false
  return { max, timeWindow: windowMs, keyGenerator: byPrincipal }
}
