import { session } from '@fun/contract/accounts'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { endOwnSession } from '../usecases/sessions/end.ts'
import { endOtherSessions } from '../usecases/sessions/end-others.ts'
import { listOwnSessions } from '../usecases/sessions/list.ts'
import { type Api, contextOf, pageQuery } from './api.ts'

const config = { policy: 'account:own' } as const
const tags = ['sessions']
const none = { 204: z.null() }

/** The browsers in which one is signed in. */
export function ownSessionRoutes(app: Api, deps: Deps): void {
  app.get(
    '/sessions',
    {
      config,
      schema: {
        operationId: 'listSessions',
        summary: 'One’s own sessions',
        tags,
        querystring: pageQuery,
        response: { 200: page(session) },
      },
    },
    (request) => listOwnSessions(contextOf(deps, request), request.query),
  )
  app.delete(
    '/sessions',
    {
      config,
      schema: {
        operationId: 'endOtherSessions',
        summary: 'End all of one’s own sessions but this one',
        tags,
        response: none,
      },
    },
    async (request, reply) => {
      await endOtherSessions(contextOf(deps, request))
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/sessions/:session',
    {
      config,
      schema: {
        operationId: 'endSession',
        summary: 'End one of one’s own sessions',
        tags,
        params: z.object({ session: z.uuid() }),
        response: none,
      },
    },
    async (request, reply) => {
      await endOwnSession(contextOf(deps, request), request.params.session)
      return reply.code(204).send(null)
    },
  )
}
