import { environmentMetrics, fleetMetrics, hostMetrics, metricsQuery } from '@fun/contract/metrics'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { readEnvironmentMetrics } from '../usecases/metrics/environment.ts'
import { readFleetMetrics } from '../usecases/metrics/fleet.ts'
import { readHostMetrics } from '../usecases/metrics/host.ts'
import { type Api, contextOf, nameOrId } from './api.ts'

/** What environments and hosts used over time. What Prometheus reads of the portal itself is in metrics.ts. */
export function usageRoutes(app: Api, deps: Deps): void {
  const tags = ['metrics']
  app.get(
    '/environments/:environment/metrics',
    {
      config: { policy: 'environment:read' },
      schema: {
        operationId: 'getEnvironmentMetrics',
        summary: 'CPU, memory, network, disk, requests and queues of an environment over time',
        tags,
        params: z.object({ environment: nameOrId }),
        querystring: metricsQuery,
        response: { 200: environmentMetrics },
      },
    },
    (request) => readEnvironmentMetrics(deps, request.params.environment, request.query),
  )
  app.get(
    '/hosts/:host/metrics',
    {
      config: { policy: 'host:read' },
      schema: {
        operationId: 'getHostMetrics',
        summary: 'CPU, memory, network, disk and operations of a host over time',
        tags,
        params: z.object({ host: nameOrId }),
        querystring: metricsQuery,
        response: { 200: hostMetrics },
      },
    },
    (request) => readHostMetrics(deps, request.params.host, request.query),
  )
  app.get(
    '/metrics/environments',
    {
      config: { policy: 'environment:read', filtered: true },
      schema: {
        operationId: 'getFleetMetrics',
        summary: 'CPU and memory of every environment over the last hour',
        tags,
        response: { 200: fleetMetrics },
      },
    },
    (request) => readFleetMetrics(contextOf(deps, request)),
  )
}
