import {
  deployRequest,
  destroyRequest,
  lifecycleRequest,
  manageRequest,
  operation,
  page,
  planRequest,
} from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Policy } from '../plugins/policy.ts'
import type { UseCaseContext } from '../usecases/context.ts'
import { loadEnvironment } from '../usecases/environments/load.ts'
import { orderDeploy, orderDestroy, orderLifecycle, orderManage, orderPlan } from '../usecases/environments/order.ts'
import { listOperations } from '../usecases/operations/list.ts'
import { type Api, contextOf, nameOrId } from './api.ts'
import { deploymentListQuery } from './list-queries.ts'

/** Calls that queue an operation on an environment; each answers 202 with it. */
export function environmentOperationRoutes(app: Api, deps: Deps): void {
  const params = z.object({ environment: nameOrId })
  const order = <Body extends z.ZodType>(
    path: string,
    [operationId, summary]: readonly [string, string],
    policy: Policy,
    body: Body,
    start: (context: UseCaseContext, name: string, body: z.infer<Body>) => Promise<z.infer<typeof operation>>,
  ) =>
    app.post(
      `/environments/:environment/${path}`,
      {
        config: { policy },
        schema: { operationId, summary, tags: ['operations'], params, body, response: { 202: operation } },
      },
      async (request, reply) => {
        const accepted = await start(contextOf(deps, request), request.params.environment, body.parse(request.body))
        return reply.code(202).header('location', `/api/v1/operations/${accepted.id}`).send(accepted)
      },
    )
  order(
    'plans',
    ['createPlan', 'Show what a deploy would do, without doing it'],
    'environment:deploy',
    planRequest,
    orderPlan,
  )
  order(
    'deployments',
    ['createDeployment', 'Deploy a reference, or go back to a kept revision'],
    'environment:deploy',
    deployRequest,
    orderDeploy,
  )
  order(
    'start',
    ['startEnvironment', 'Start its containers'],
    'environment:operate',
    lifecycleRequest,
    (context, name, body) => orderLifecycle(context, name, 'start', body),
  )
  order(
    'stop',
    ['stopEnvironment', 'Stop its containers; data stays'],
    'environment:operate',
    lifecycleRequest,
    (context, name, body) => orderLifecycle(context, name, 'stop', body),
  )
  order(
    'restart',
    ['restartEnvironment', 'Restart its containers'],
    'environment:operate',
    lifecycleRequest,
    (context, name, body) => orderLifecycle(context, name, 'restart', body),
  )
  order(
    'destroy',
    ['destroyEnvironment', 'Remove its containers, and its data when asked'],
    'environment:destroy',
    destroyRequest,
    orderDestroy,
  )
  order(
    'manage',
    ['runManageCommand', 'Run manage.py, or a ready-made command'],
    'environment:manage',
    manageRequest,
    orderManage,
  )
  app.get(
    '/environments/:environment/deployments',
    {
      config: { policy: 'operation:read' },
      schema: {
        operationId: 'listEnvironmentDeployments',
        summary: 'Deployments of an environment, newest first',
        tags: ['operations'],
        params,
        querystring: deploymentListQuery,
        response: { 200: page(operation) },
      },
    },
    async (request) =>
      listOperations(contextOf(deps, request), {
        ...request.query,
        kind: ['deploy'],
        environmentId: (await loadEnvironment(deps, request.params.environment)).id,
      }),
  )
}
