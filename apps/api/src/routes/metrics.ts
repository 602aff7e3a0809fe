import { z } from 'zod'
import type { Api } from './api.ts'

/** What Prometheus scrapes; with a token that may, or the one of FUN_METRICS_TOKEN. */
export function metricsRoutes(app: Api): void {
  app.get(
    '/metrics',
    {
      config: { policy: 'metrics:read', rateLimit: false },
      schema: {
        operationId: 'getMetrics',
        summary: 'Requests, operations, queue, durations and process, for Prometheus',
        tags: ['health'],
        produces: ['text/plain'],
        response: {
          200: {
            description: 'The text format of Prometheus, version 0.0.4',
            content: { 'text/plain': { schema: z.string() } },
          },
        },
      },
    },
    async (_request, reply) => {
      return reply.type(app.metrics.contentType).send(await app.metrics.text())
    },
  )
}
