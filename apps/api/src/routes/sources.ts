import { createSource as createSourceBody, page, source } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { createSource } from '../usecases/sources/create.ts'
import { findSource, listSources } from '../usecases/sources/list.ts'
import { removeSource } from '../usecases/sources/remove.ts'
import { type Api, contextOf, nameOrId, pageQuery } from './api.ts'

/** Git repositories that environments come from. */
export function sourceRoutes(app: Api, deps: Deps): void {
  const params = z.object({ source: nameOrId })
  app.get(
    '/sources',
    {
      config: { policy: 'read' },
      schema: { tags: ['sources'], querystring: pageQuery, response: { 200: page(source) } },
    },
    (request) => listSources(deps, request.query),
  )
  app.post(
    '/sources',
    {
      config: { policy: 'source:write' },
      schema: { tags: ['sources'], body: createSourceBody, response: { 201: source } },
    },
    async (request, reply) => reply.code(201).send(await createSource(contextOf(deps, request), request.body)),
  )
  app.get(
    '/sources/:source',
    { config: { policy: 'read' }, schema: { tags: ['sources'], params, response: { 200: source } } },
    (request) => findSource(deps, request.params.source),
  )
  app.delete(
    '/sources/:source',
    { config: { policy: 'source:write' }, schema: { tags: ['sources'], params, response: { 204: z.null() } } },
    async (request, reply) => {
      await removeSource(contextOf(deps, request), request.params.source)
      return reply.code(204).send(null)
    },
  )
}
