import { askPasswordReset as askBody, usePasswordReset as useBody } from '@fun/contract/accounts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { refuseForeignOrigin } from '../accounts/session-cookie.ts'
import type { Deps } from '../deps.ts'
import { limitPerAddress } from '../plugins/limits.ts'
import { askPasswordReset } from '../usecases/password-resets/ask.ts'
import { usePasswordReset } from '../usecases/password-resets/use.ts'
import { type Api, visitorOf } from './api.ts'

const tags = ['session']
const onRequest = async (request: FastifyRequest) => refuseForeignOrigin(request)

/** A forgotten password. */
export function passwordResetRoutes(app: Api, deps: Deps): void {
  const config = { policy: 'public', rateLimit: limitPerAddress(deps.config, 'signIn') } as const
  app.post(
    '/password-resets',
    {
      config,
      onRequest,
      schema: {
        operationId: 'askPasswordReset',
        summary: 'Ask for a mail to choose a new password',
        tags,
        body: askBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      void askPasswordReset(visitorOf(deps, request), request.body.email)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/password-resets/use',
    {
      config,
      onRequest,
      schema: {
        operationId: 'usePasswordReset',
        summary: 'Choose a new password by a link',
        tags,
        body: useBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await usePasswordReset(visitorOf(deps, request), request.body)
      return reply.code(204).send(null)
    },
  )
}
