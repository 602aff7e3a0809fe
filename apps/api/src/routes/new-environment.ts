import {
  connectionTest,
  connectionTestRequest,
  environmentPreview,
  previewEnvironment as previewEnvironmentBody,
} from '@fun/contract/new-environment'
import type { Deps } from '../deps.ts'
import { limitPerPrincipal } from '../plugins/limits.ts'
import { testConnection } from '../usecases/connection-tests/run.ts'
import { previewEnvironment } from '../usecases/environments/preview.ts'
import { type Api, contextOf } from './api.ts'

const connectionTestsPerMinute = 20
const previewsPerMinute = 60

/** What somebody wants to know before an environment is made. */
export function newEnvironmentRoutes(app: Api, deps: Deps): void {
  app.post(
    '/environments/preview',
    {
      config: { policy: 'environment:create', rateLimit: limitPerPrincipal(deps.config, previewsPerMinute) },
      schema: {
        operationId: 'previewEnvironment',
        summary: 'Check what would be created, and show its Compose file and first plan; nothing is made',
        tags: ['environments'],
        body: previewEnvironmentBody,
        response: { 200: environmentPreview },
      },
    },
    (request) => previewEnvironment(contextOf(deps, request), request.body),
  )
  app.post(
    '/connection-tests',
    {
      config: { policy: 'environment:create', rateLimit: limitPerPrincipal(deps.config, connectionTestsPerMinute) },
      schema: {
        operationId: 'testConnection',
        summary: 'Connect to a server that an environment is to use, and read its greeting; no credential is sent',
        tags: ['environments'],
        body: connectionTestRequest,
        response: { 200: connectionTest },
      },
    },
    (request) => testConnection(contextOf(deps, request), request.body),
  )
}
