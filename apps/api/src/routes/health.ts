import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import type { Api } from './api.ts'

/** Liveness, and readiness: PostgreSQL is the truth and must answer; Redis is transport and need not. */
export function healthRoutes(app: Api, deps: Deps): void {
  const response = { 200: z.object({ status: z.literal('ok') }) }
  app.get(
    '/healthz',
    {
      config: { policy: 'public', rateLimit: false },
      schema: { operationId: 'getHealth', summary: 'Whether the process lives', tags: ['health'], response },
    },
    async () => ({
      status: 'ok' as const,
    }),
  )
  app.get(
    '/readyz',
    {
      config: { policy: 'public', rateLimit: false },
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether it can answer: PostgreSQL does',
        tags: ['health'],
        response,
      },
    },
    async () => {
      await deps.store.$queryRaw`SELECT 1`.catch((cause: unknown) => {
        throw new CodedError('unavailable', 'PostgreSQL does not answer.', { cause })
      })
      return { status: 'ok' as const }
    },
  )
}
