import { apiToken, createdToken, createToken as createTokenBody } from '@fun/contract/access'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { createToken } from '../usecases/tokens/create.ts'
import { listTokens } from '../usecases/tokens/list.ts'
import { revokeToken } from '../usecases/tokens/revoke.ts'
import { type Api, contextOf, pageQuery } from './api.ts'

/** Tokens of whoever asks. */
export function tokenRoutes(app: Api, deps: Deps): void {
  const tags = ['tokens']
  app.get(
    '/tokens',
    {
      config: { policy: 'token:own' },
      schema: {
        operationId: 'listTokens',
        summary: 'One’s own tokens, newest first; to a token, itself and those made with it',
        tags,
        querystring: pageQuery,
        response: { 200: page(apiToken) },
      },
    },
    (request) => {
      const context = contextOf(deps, request)
      return listTokens(context, context.principal, request.query)
    },
  )
  app.post(
    '/tokens',
    {
      config: { policy: 'token:own' },
      schema: {
        operationId: 'createToken',
        summary: 'Make a token of one’s own; shown once',
        tags,
        body: createTokenBody,
        response: { 201: createdToken },
      },
    },
    async (request, reply) => {
      const context = contextOf(deps, request)
      return reply.code(201).send(await createToken(context, context.principal, request.body))
    },
  )
  app.delete(
    '/tokens/:token',
    {
      config: { policy: 'token:own' },
      schema: {
        operationId: 'revokeToken',
        summary: 'Revoke a token of one’s own; by a token, itself or one made with it',
        tags,
        params: z.object({ token: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const context = contextOf(deps, request)
      await revokeToken(context, context.principal, request.params.token)
      return reply.code(204).send(null)
    },
  )
}
