import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Deps } from '../deps.ts'
import { createMetrics, type Metrics } from '../metrics/registry.ts'
import type { Principal } from '../policy/principal.ts'
import { tokenHash } from './auth.ts'

declare module 'fastify' {
  interface FastifyInstance {
    metrics: Metrics
  }
}

/** Prometheus, when it shows the token of FUN_METRICS_TOKEN: reads metrics and nothing else. */
const prometheus: Principal = {
  kind: 'service-account',
  id: 'prometheus',
  name: 'FUN_METRICS_TOKEN',
  userId: null,
  serviceAccountId: null,
  sessionId: null,
  grants: { installation: 'viewer', environments: {} },
  limits: { actions: new Set(['metrics:read']), environmentIds: null },
}

/** Counts and times every request, by its route's pattern. */
export const metricsPlugin = fastifyPlugin<{ deps: Deps }>(
  async (app, { deps }) => {
    const metrics = createMetrics(deps)
    app.decorate('metrics', metrics)
    app.addHook('onRequest', async (request) => {
      if (request.principal === null && showsMetricsToken(request, deps.config.metricsToken))
        request.principal = prometheus
    })
    app.addHook('onResponse', async (request, reply) => {
      metrics.requestAnswered({
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        seconds: reply.elapsedTime / 1000,
      })
    })
  },
  { name: 'metrics', dependencies: ['auth'] },
)

/** Compared in constant time. */
function showsMetricsToken(request: FastifyRequest, metricsToken: string | undefined): boolean {
  const shown = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  if (metricsToken === undefined || shown === undefined) return false
  return timingSafeEqual(Buffer.from(tokenHash(shown)), Buffer.from(tokenHash(metricsToken)))
}
