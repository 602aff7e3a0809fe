import type { FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { storable } from '../events/append.ts'
import { refusalRecorder } from '../usecases/audit/refusal.ts'
import { originOf } from './origin.ts'

const subjectLengthMax = 200

/** Notes in the audit log which writes the policy refused to a principal that is known here. */
export const auditRefusalsPlugin = fastifyPlugin<{ deps: Deps }>(
  async (app, { deps }) => {
    const record = refusalRecorder(deps)
    app.addHook('onError', async (request, _reply, error) => {
      const { principal, method, routeOptions } = request
      if (principal === null || method === 'GET' || method === 'HEAD') return
      if (!(error instanceof CodedError) || error.code !== 'forbidden') return
      await record(
        { ...principal, origin: originOf(request) },
        {
          policy: routeOptions.config.policy ?? 'unknown',
          subject: subjectOf(request),
          detail: { method, route: routeOptions.url ?? '', code: error.code },
        },
      )
    })
  },
  { name: 'audit-refusals', dependencies: ['policy'] },
)

/** What the path names first, such as an environment; else the path's pattern. */
function subjectOf(request: FastifyRequest): string {
  const { params } = request
  const named = typeof params === 'object' && params !== null ? Object.values(params)[0] : undefined
  return storable((typeof named === 'string' ? named : (request.routeOptions.url ?? '')).slice(0, subjectLengthMax))
}
