import { delivery, deliveryState, operation, page } from '@fun/contract/resources'
import { approveDelivery as approveDeliveryBody, deliveryDetail, redeliverRequest } from '@fun/contract/webhooks'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { approveDelivery } from '../usecases/deliveries/approve.ts'
import { findDelivery } from '../usecases/deliveries/find.ts'
import { listDeliveries } from '../usecases/deliveries/list.ts'
import { redeliver } from '../usecases/deliveries/redeliver.ts'
import { type Api, contextOf, nameOrId, pageQuery } from './api.ts'

/** What git hosts have sent, and what a member makes of it. */
export function deliveryRoutes(app: Api, deps: Deps): void {
  const params = z.object({ source: nameOrId })
  const one = params.extend({ delivery: z.uuid() })
  app.get(
    '/sources/:source/deliveries',
    {
      config: { policy: 'delivery:read' },
      schema: {
        operationId: 'listDeliveries',
        summary: 'The last deliveries to a source, newest first',
        tags: ['sources'],
        params,
        querystring: pageQuery.extend({ state: deliveryState.optional() }),
        response: { 200: page(delivery) },
      },
    },
    (request) => listDeliveries(contextOf(deps, request), request.params.source, request.query),
  )
  app.get(
    '/sources/:source/deliveries/:delivery',
    {
      config: { policy: 'delivery:read' },
      schema: {
        operationId: 'getDelivery',
        summary: 'One delivery with its headers and payload; secrets in them are masked',
        tags: ['sources'],
        params: one,
        response: { 200: deliveryDetail },
      },
    },
    (request) => findDelivery(contextOf(deps, request), request.params.source, request.params.delivery),
  )
  app.post(
    '/sources/:source/deliveries/:delivery/redeliver',
    {
      config: { policy: 'delivery:redeliver' },
      schema: {
        operationId: 'redeliver',
        summary: 'Do once more what a delivery told of, as a new delivery',
        tags: ['sources'],
        params: one,
        body: redeliverRequest,
        response: { 202: delivery },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await redeliver(contextOf(deps, request), request.params.source, request.params.delivery)),
  )
  app.post(
    '/sources/:source/deliveries/:delivery/approve',
    {
      config: { policy: 'push:approve' },
      schema: {
        operationId: 'approveDelivery',
        summary: 'Deploy the head commit of a pull request into an environment',
        tags: ['sources'],
        params: one,
        body: approveDeliveryBody,
        response: { 202: operation },
      },
    },
    async (request, reply) => {
      const { source, delivery: id } = request.params
      const accepted = await approveDelivery(contextOf(deps, request), source, id, request.body)
      return reply.code(202).header('location', `/api/v1/operations/${accepted.id}`).send(accepted)
    },
  )
}
