import { pushBody, webhookAnswer, webhookProvider } from '@fun/contract/resources'
import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { webhookProviders } from '../git-hosts/webhooks/providers.ts'
import { limitPerAddress } from '../plugins/limits.ts'
import { receiveDelivery } from '../usecases/webhooks/receive.ts'
import { type Api, nameOrId } from './api.ts'
import { webhookGuard } from './webhook-guard.ts'

/** Most that GitHub sends. Source: GitHub's documentation, webhook payload cap. */
const bodyBytesMax = 25 * 1024 * 1024
const params = z.object({ provider: webhookProvider, source: nameOrId })

/** What git hosts tell of. No credential: the signature is one, and the body is kept as it came because the signature is over its bytes. */
export async function webhookRoutes(app: Api, deps: Deps): Promise<void> {
  await app.register(async (scope) => {
    const api = scope.withTypeProvider<ZodTypeProvider>()
    const bodySecondsMax = deps.config.webhookBodySeconds
    api.addHook('onRequest', webhookGuard({ bodyBytesMax, bodySecondsMax, hasCredential }))
    api.removeAllContentTypeParsers()
    api.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    api.post(
      '/webhooks/:provider/:source',
      {
        bodyLimit: bodyBytesMax,
        // The schema of the body is for readers: what came is parsed after its signature has been checked.
        validatorCompiler: () => (value) => ({ value }),
        config: { policy: 'public', rateLimit: limitPerAddress(deps.config, 'webhooks') },
        schema: {
          operationId: 'receivePush',
          summary: 'Tell of a push',
          tags: ['webhooks'],
          description:
            'Deliveries of GitHub, GitLab, Gitea, Forgejo and Bitbucket are taken as these send them. Anybody else (`generic`) signs the body with the ' +
            'secret of the webhook: `X-Signature-256: sha256=<HMAC-SHA256 of the body in hex>`; `X-Delivery` names the delivery, so that a repeated one ' +
            'starts nothing.',
          params,
          body: pushBody,
          response: { 202: webhookAnswer },
        },
      },
      async (request, reply) => {
        const { provider, source } = params.parse(request.params)
        const { headers } = request
        return reply
          .code(202)
          .send(await receiveDelivery(deps, { provider, source, headers, body: bytesOf(request.body) }))
      },
    )
  })
}

/** Throws `not-found` where the path names no git host that is known. */
function hasCredential({ params: named, headers }: FastifyRequest): boolean {
  const found = params.safeParse(named)
  if (found.success) return webhookProviders[found.data.provider].hasCredential(headers)
  throw new CodedError('not-found', 'The address names no git host that is known.', {
    cure: `The address of a webhook is /api/v1/webhooks/<${webhookProvider.options.join('|')}>/<source>.`,
  })
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))
