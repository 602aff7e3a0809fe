import { pushBody, webhookAnswer } from '@fun/contract/resources'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { limitPerAddress } from '../plugins/limits.ts'
import { receiveDelivery } from '../usecases/webhooks/receive.ts'
import { type Api, nameOrId } from './api.ts'
import { header, signatureOf, webhookGuard } from './webhook-guard.ts'

/** Most that GitHub sends. Source: GitHub's documentation, webhook payload cap. */
const bodyBytesMax = 25 * 1024 * 1024

/** Where a source's pushes are sent. */
export const webhookPath = (sourceName: string): string => `/api/v1/webhooks/generic/${sourceName}`

/** Pushes, from whoever can sign them. No credential: the signature is one, and the body is kept as it came because the signature is over its bytes. */
export async function webhookRoutes(app: Api, deps: Deps): Promise<void> {
  await app.register(async (scope) => {
    const api = scope.withTypeProvider<ZodTypeProvider>()
    api.addHook('onRequest', webhookGuard(bodyBytesMax))
    api.removeAllContentTypeParsers()
    api.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    api.post(
      '/webhooks/generic/:source',
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
            'Tells of a push. The body is signed with the webhook secret of the source: ' +
            '`X-Signature-256: sha256=<HMAC-SHA256 of the body in hex>`. `X-Delivery` names the delivery, so that a repeated one starts nothing.',
          params: z.object({ source: nameOrId }),
          body: pushBody,
          response: { 202: webhookAnswer },
        },
      },
      async (request, reply) => {
        const answer = await receiveDelivery(deps, {
          source: request.params.source,
          body: bytesOf(request.body),
          signature: signatureOf(request),
          deliveryId: header(request, 'x-delivery') ?? header(request, 'x-github-delivery'),
        })
        return reply.code(202).send(answer)
      },
    )
  })
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))
