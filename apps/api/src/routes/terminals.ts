import { page } from '@fun/contract/resources'
import { openTerminalRequest, terminal, terminalSize } from '@fun/contract/terminal'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { refuseForeignSocket } from '../plugins/foreign-origin.ts'
import { serveTerminalSocket } from '../terminals/serve-socket.ts'
import { endTerminal } from '../usecases/terminals/end.ts'
import { findTerminal } from '../usecases/terminals/find.ts'
import { listTerminals } from '../usecases/terminals/list.ts'
import { openTerminal } from '../usecases/terminals/open.ts'
import { type Api, contextOf, nameOrId, pageQuery } from './api.ts'

/** Shells in the containers of an environment. A program is opened by a call, and spoken to over a socket. */
export function terminalRoutes(app: Api, deps: Deps): void {
  const params = z.object({ environment: nameOrId })
  const oneParams = params.extend({ terminal: z.uuid() })
  const path = '/environments/:environment/terminals'
  app.get(
    path,
    {
      config: { policy: 'environment:terminal' },
      schema: {
        operationId: 'listTerminals',
        summary: 'Terminals of an environment with their owners and durations, newest first',
        tags: ['environments'],
        params,
        querystring: pageQuery.extend({
          open: z.stringbool().optional().describe('Only those that are open, or only those that have ended.'),
        }),
        response: { 200: page(terminal) },
      },
    },
    async (request) => listTerminals(contextOf(deps, request), request.params.environment, request.query),
  )
  app.post(
    path,
    {
      config: { policy: 'environment:terminal' },
      schema: {
        operationId: 'openTerminal',
        summary: 'Open a shell or a Django shell in a service; speak to it over the WebSocket at `socket`',
        tags: ['environments'],
        params,
        body: openTerminalRequest,
        response: { 201: terminal },
      },
    },
    async (request, reply) => {
      const opened = await openTerminal(contextOf(deps, request), request.params.environment, request.body)
      return reply.code(201).send(opened)
    },
  )
  app.delete(
    `${path}/:terminal`,
    {
      config: { policy: 'environment:terminal' },
      schema: {
        operationId: 'endTerminal',
        summary: 'End a terminal with all that it has started',
        tags: ['environments'],
        params: oneParams,
        response: { 204: z.null().describe('It ends') },
      },
    },
    async (request, reply) => {
      await endTerminal(contextOf(deps, request), request.params.environment, request.params.terminal)
      return reply.code(204).send(null)
    },
  )
  app.route({
    method: 'GET',
    url: `${path}/:terminal/socket`,
    config: { policy: 'environment:terminal' },
    // OpenAPI has no word for sockets: the answer of openTerminal names this one.
    schema: { hide: true, params: oneParams, querystring: socketQuery },
    preHandler: async (request) => refuseForeignSocket(deps.config, request),
    handler: async () => {
      throw new CodedError('upgrade-required', 'A terminal is spoken to over a WebSocket.')
    },
    wsHandler: (socket, request) => {
      const { environment, terminal: id } = oneParams.parse(request.params)
      const order = socketQuery.parse(request.query)
      void serveTerminalSocket(deps, request, socket, () => findTerminal(deps, environment, id), order)
    },
  })
}

const socketQuery = z.object({
  from: z.coerce.number().int().min(0).optional(),
  columns: z.coerce.number().pipe(terminalSize.shape.columns).default(80),
  rows: z.coerce.number().pipe(terminalSize.shape.rows).default(24),
})
