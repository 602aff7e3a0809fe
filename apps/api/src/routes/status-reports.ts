import { setStatusReports as setStatusReportsBody, statusReports } from '@fun/contract/webhooks'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { findStatusReports } from '../usecases/status-reports/find.ts'
import { removeStatusReports } from '../usecases/status-reports/remove.ts'
import { setStatusReports } from '../usecases/status-reports/set.ts'
import { type Api, contextOf, nameOrId } from './api.ts'

/** What git hosts are told of a source's commits. */
export function statusReportRoutes(app: Api, deps: Deps): void {
  const params = z.object({ source: nameOrId })
  app.get(
    '/sources/:source/status-reports',
    {
      config: { policy: 'source:read' },
      schema: {
        operationId: 'getStatusReports',
        summary: 'How the git host is told what became of commits',
        tags: ['sources'],
        params,
        response: { 200: statusReports },
      },
    },
    (request) => findStatusReports(deps, request.params.source),
  )
  app.put(
    '/sources/:source/status-reports',
    {
      config: { policy: 'source:write' },
      schema: {
        operationId: 'setStatusReports',
        summary: 'Tell the git host what becomes of commits',
        tags: ['sources'],
        params,
        body: setStatusReportsBody,
        response: { 200: statusReports },
      },
    },
    (request) => setStatusReports(contextOf(deps, request), request.params.source, request.body),
  )
  app.delete(
    '/sources/:source/status-reports',
    {
      config: { policy: 'source:write' },
      schema: {
        operationId: 'deleteStatusReports',
        summary: 'Tell the git host nothing more',
        tags: ['sources'],
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeStatusReports(contextOf(deps, request), request.params.source)
      return reply.code(204).send(null)
    },
  )
}
