import { type WebhookProviderName, webhookProvider } from '@fun/contract/resources'
import { createWebhook, webhookSetUp, webhooks } from '@fun/contract/webhooks'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { webhookProviders } from '../git-hosts/webhooks/providers.ts'
import { listWebhooks } from '../usecases/webhooks/list.ts'
import { removeWebhook } from '../usecases/webhooks/remove.ts'
import { setUpWebhook } from '../usecases/webhooks/set-up.ts'
import { type Api, contextOf, nameOrId } from './api.ts'

/** Where a git host sends what happens in a source: at the public address of the portal, else at the one by which the caller reached it. */
export const webhookUrl = (
  { config }: Deps,
  { protocol, host }: FastifyRequest,
  provider: WebhookProviderName,
  sourceName: string,
): string => `${config.publicUrl ?? `${protocol}://${host}`}/api/v1/webhooks/${provider}/${sourceName}`

/** Webhooks of a source, one for each git host that tells of it. */
export function sourceWebhookRoutes(app: Api, deps: Deps): void {
  const params = z.object({ source: nameOrId })
  app.get(
    '/sources/:source/webhooks',
    {
      config: { policy: 'source:read' },
      schema: {
        operationId: 'listWebhooks',
        summary: 'The git hosts that may tell of a source',
        tags: ['sources'],
        params,
        response: { 200: webhooks },
      },
    },
    async (request) => {
      const { sourceName, items } = await listWebhooks(deps, request.params.source)
      return { items: items.map((item) => ({ ...item, url: webhookUrl(deps, request, item.provider, sourceName) })) }
    },
  )
  app.post(
    '/sources/:source/webhooks',
    {
      config: { policy: 'source:write' },
      schema: {
        operationId: 'createWebhook',
        summary: 'Set a webhook up, or give it another secret; the former one is taken for a day more',
        tags: ['sources'],
        params,
        body: createWebhook,
        response: { 201: webhookSetUp },
      },
    },
    async (request, reply) => {
      const { provider, secret } = request.body
      const made = await setUpWebhook(contextOf(deps, request), { source: request.params.source, provider, secret })
      const url = webhookUrl(deps, request, provider, made.sourceName)
      const { contentType, events, steps, signed, caution } = webhookProviders[provider].setUp
      return reply.code(201).send({
        provider,
        url,
        secret: secret === undefined ? made.secret : null,
        previousValidUntil: made.previousValidUntil,
        contentType,
        events: [...events],
        steps: steps.map((step) => step.replace('{url}', url)),
        signed,
        caution,
      })
    },
  )
  app.delete(
    '/sources/:source/webhooks/:provider',
    {
      config: { policy: 'source:write' },
      schema: {
        operationId: 'deleteWebhook',
        summary: 'Take nothing more from a git host',
        tags: ['sources'],
        params: params.extend({ provider: webhookProvider }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeWebhook(contextOf(deps, request), request.params.source, request.params.provider)
      return reply.code(204).send(null)
    },
  )
}
