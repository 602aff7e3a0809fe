import { gitReferences, inspectRequest, sourceInspection } from '@fun/contract/new-environment'
import { createSource as createSourceBody, page, source, webhookSecret } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { limitPerPrincipal } from '../plugins/limits.ts'
import { createSource } from '../usecases/sources/create.ts'
import { inspectSource } from '../usecases/sources/inspect.ts'
import { findSource, listSources } from '../usecases/sources/list.ts'
import { listReferences } from '../usecases/sources/list-references.ts'
import { removeSource } from '../usecases/sources/remove.ts'
import { setUpWebhook } from '../usecases/webhooks/set-up.ts'
import { type Api, contextOf, nameOrId, pageQuery } from './api.ts'
import { webhookUrl } from './source-webhooks.ts'

/** Somebody who types asks at every pause. */
const referencesPerMinute = 120
/** Each may fetch a commit. */
const inspectionsPerMinute = 60

const referencesQuery = z.object({
  search: z.string().max(255).default('').describe('Part of the name, in any case of letters.'),
  kind: z.enum(['branch', 'tag']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** Git repositories that environments come from. */
export function sourceRoutes(app: Api, deps: Deps): void {
  const params = z.object({ source: nameOrId })
  app.get(
    '/sources',
    {
      config: { policy: 'source:read', filtered: true },
      schema: {
        operationId: 'listSources',
        summary: 'Sources, newest first',
        tags: ['sources'],
        querystring: pageQuery,
        response: { 200: page(source) },
      },
    },
    (request) => listSources(contextOf(deps, request), request.query),
  )
  app.post(
    '/sources',
    {
      config: { policy: 'source:write' },
      schema: {
        operationId: 'createSource',
        summary: 'Name a git repository',
        tags: ['sources'],
        body: createSourceBody,
        response: { 201: source },
      },
    },
    async (request, reply) => reply.code(201).send(await createSource(contextOf(deps, request), request.body)),
  )
  app.get(
    '/sources/:source',
    {
      config: { policy: 'source:read' },
      schema: {
        operationId: 'getSource',
        summary: 'One source, by name or id',
        tags: ['sources'],
        params,
        response: { 200: source },
      },
    },
    (request) => findSource(deps, request.params.source),
  )
  app.delete(
    '/sources/:source',
    {
      config: { policy: 'source:write' },
      schema: {
        operationId: 'deleteSource',
        summary: 'Remove a source that no environment uses',
        tags: ['sources'],
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeSource(contextOf(deps, request), request.params.source)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/sources/:source/references',
    {
      config: { policy: 'source:read', rateLimit: limitPerPrincipal(deps.config, referencesPerMinute) },
      schema: {
        operationId: 'listReferences',
        summary: 'Branches and tags that the repository has now',
        tags: ['sources'],
        params,
        querystring: referencesQuery,
        response: { 200: gitReferences },
      },
    },
    (request) => listReferences(deps, request.params.source, request.query),
  )
  app.post(
    '/sources/:source/inspect',
    {
      config: { policy: 'source:read', rateLimit: limitPerPrincipal(deps.config, inspectionsPerMinute) },
      schema: {
        operationId: 'inspectSource',
        summary: 'What the repository is at a reference: its commit, and the Open edX release that its tree names',
        tags: ['sources'],
        params,
        body: inspectRequest,
        response: { 200: sourceInspection },
      },
    },
    (request) => inspectSource(deps, request.params.source, request.body.reference),
  )
  app.post(
    '/sources/:source/webhook-secret',
    {
      config: { policy: 'source:write' },
      schema: {
        operationId: 'createWebhookSecret',
        summary: 'Make the secret that deliveries are signed with; the former one is taken for a day more',
        tags: ['sources'],
        params,
        response: { 201: webhookSecret },
      },
    },
    async (request, reply) => {
      const order = { source: request.params.source, provider: 'generic' } as const
      const { sourceName, secret, previousValidUntil } = await setUpWebhook(contextOf(deps, request), order)
      const url = webhookUrl(deps, request, 'generic', sourceName)
      return reply.code(201).send({ url, secret, previousValidUntil })
    },
  )
}
