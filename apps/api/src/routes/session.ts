import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { endSession, principalOfToken, startSession } from '../plugins/auth.ts'
import { limitPerAddress } from '../plugins/limits.ts'
import type { Api } from './api.ts'

/** The browser turns the owner token into a cookie here: an event stream cannot send a header. */
export function sessionRoutes(app: Api, deps: Deps): void {
  app.post(
    '/session',
    {
      config: { policy: 'public', rateLimit: limitPerAddress(deps.config, 'signIn') },
      schema: {
        operationId: 'createSession',
        summary: 'Turn a token into a cookie',
        tags: ['session'],
        body: z.strictObject({ token: z.string().max(200) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const principal = await principalOfToken(deps, request.body.token)
      if (principal === null)
        throw new CodedError('unauthenticated', 'This token is not known here.', {
          cure: 'Take a token that is valid; bootstrap printed the owner token, and `make status` shows it again.',
        })
      startSession(deps, reply, principal.id)
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/session',
    {
      config: { policy: 'account:own' },
      schema: { operationId: 'deleteSession', summary: 'Sign out', tags: ['session'], response: { 204: z.null() } },
    },
    async (_request, reply) => {
      endSession(reply)
      return reply.code(204).send(null)
    },
  )
}
