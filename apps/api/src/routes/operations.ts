import { operation, page } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { sendEvents } from '../plugins/sse.ts'
import { operationFor } from '../policy/withhold.ts'
import { loadVisibleEnvironment } from '../usecases/environments/load.ts'
import { cancelOperation } from '../usecases/operations/cancel.ts'
import { findOperation } from '../usecases/operations/find.ts'
import { listOperations } from '../usecases/operations/list.ts'
import { watchOperation } from '../usecases/operations/watch.ts'
import { type Api, contextOf, eventStream } from './api.ts'
import { deploymentListQuery, operationListQuery } from './list-queries.ts'

/** Operations, their events, and their end. A deployment is an operation of kind deploy. */
export function operationRoutes(app: Api, deps: Deps): void {
  const params = z.object({ operation: z.uuid() })
  const tags = ['operations']
  app.get(
    '/operations',
    {
      config: { policy: 'operation:read', filtered: true },
      schema: {
        operationId: 'listOperations',
        summary: 'Operations, newest first',
        tags,
        querystring: operationListQuery,
        response: { 200: page(operation) },
      },
    },
    async (request) => {
      const { environment: named, ...rest } = request.query
      const context = contextOf(deps, request)
      const environmentId = named === undefined ? undefined : (await loadVisibleEnvironment(context, named)).id
      return listOperations(context, { ...rest, environmentId })
    },
  )
  app.get(
    '/deployments',
    {
      config: { policy: 'operation:read', filtered: true },
      schema: {
        operationId: 'listDeployments',
        summary: 'Deployments of all environments, newest first',
        tags,
        querystring: deploymentListQuery,
        response: { 200: page(operation) },
      },
    },
    (request) => listOperations(contextOf(deps, request), { ...request.query, kind: ['deploy'] }),
  )
  for (const [path, operationId, summary] of [
    ['/operations/:operation', 'getOperation', 'One operation'],
    ['/deployments/:operation', 'getDeployment', 'One deployment'],
  ] as const)
    app.get(
      path,
      {
        config: { policy: 'operation:read' },
        schema: { operationId, summary, tags, params, response: { 200: operation } },
      },
      async (request) => operationFor(request.principal, await findOperation(deps, request.params.operation)),
    )
  app.post(
    '/operations/:operation/cancel',
    {
      config: { policy: 'operation:cancel' },
      schema: {
        operationId: 'cancelOperation',
        summary: 'Cancel an operation that waits or runs',
        tags,
        params,
        response: { 202: operation },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await cancelOperation(contextOf(deps, request), request.params.operation)),
  )
  app.get(
    '/operations/:operation/events',
    {
      config: { policy: 'operation:read' },
      schema: {
        operationId: 'watchOperation',
        summary: 'Steps and log lines of an operation, as an event stream',
        tags,
        params,
        querystring: z.object({
          after: z.coerce
            .number()
            .int()
            .min(0)
            .max(2 ** 31 - 1)
            .optional(),
        }),
        response: eventStream('Events `state`, `step` and `log`, numbered from 1'),
      },
    },
    async (request, reply) => {
      await findOperation(deps, request.params.operation)
      const after = lastSeen(request.headers['last-event-id']) ?? request.query.after ?? 0
      await sendEvents(request, reply, (signal) =>
        watchOperation(deps, () => request.principal, request.params.operation, after, signal),
      )
    },
  )
}

/** The number a reconnecting browser sends; anything else is as good as none. */
function lastSeen(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
