import {
  build,
  buildRequest,
  host,
  hostStorage,
  operation,
  page,
  pruneRequest,
  release,
  revision,
} from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { listBuilds, orderBuild } from '../usecases/builds/builds.ts'
import { loadVisibleEnvironment } from '../usecases/environments/load.ts'
import { listHosts } from '../usecases/hosts/list.ts'
import { orderPrune } from '../usecases/hosts/prune.ts'
import { readStorage } from '../usecases/hosts/storage.ts'
import { listReleases } from '../usecases/releases/list.ts'
import { findRevision } from '../usecases/revisions/list.ts'
import { type Api, contextOf, nameOrId, pageQuery } from './api.ts'

/** Releases, hosts, builds and single revisions. */
export function catalogueRoutes(app: Api, deps: Deps): void {
  app.get(
    '/releases',
    {
      config: { policy: 'release:read' },
      schema: {
        operationId: 'listReleases',
        summary: 'Releases, oldest first',
        tags: ['catalogue'],
        response: { 200: page(release) },
      },
    },
    async () => ({
      items: listReleases(deps),
      nextCursor: null,
    }),
  )
  app.get(
    '/hosts',
    {
      config: { policy: 'host:read' },
      schema: {
        operationId: 'listHosts',
        summary: 'Hosts, by name',
        tags: ['catalogue'],
        response: { 200: page(host) },
      },
    },
    async () => ({
      items: await listHosts(deps),
      nextCursor: null,
    }),
  )
  const hostParams = z.object({ host: nameOrId })
  app.get(
    '/hosts/:host/storage',
    {
      config: { policy: 'host:read' },
      schema: {
        operationId: 'getHostStorage',
        summary: 'What the product keeps on a host',
        tags: ['catalogue'],
        params: hostParams,
        response: { 200: hostStorage },
      },
    },
    (request) => readStorage(deps, request.params.host),
  )
  app.post(
    '/hosts/:host/prune',
    {
      config: { policy: 'host:operate' },
      schema: {
        operationId: 'pruneHost',
        summary: 'Remove what no kept revision needs',
        tags: ['catalogue'],
        params: hostParams,
        body: pruneRequest,
        response: { 202: operation },
      },
    },
    async (request, reply) => reply.code(202).send(await orderPrune(contextOf(deps, request), request.params.host)),
  )
  app.get(
    '/builds',
    {
      config: { policy: 'operation:read', filtered: true },
      schema: {
        operationId: 'listBuilds',
        summary: 'Image parts that were made or reused, newest first',
        tags: ['builds'],
        querystring: pageQuery.extend({
          operation: z.uuid().optional(),
          environment: nameOrId.optional().describe('Only those of its operations.'),
        }),
        response: { 200: page(build) },
      },
    },
    async (request) => {
      const { environment: named, ...rest } = request.query
      const context = contextOf(deps, request)
      const environmentId = named === undefined ? undefined : (await loadVisibleEnvironment(context, named)).id
      return listBuilds(context, { ...rest, environmentId })
    },
  )
  app.post(
    '/builds',
    {
      config: { policy: 'source:build' },
      schema: {
        operationId: 'createBuild',
        summary: 'Build image parts without an environment',
        tags: ['builds'],
        body: buildRequest,
        response: { 202: operation },
      },
    },
    async (request, reply) => reply.code(202).send(await orderBuild(contextOf(deps, request), request.body)),
  )
  app.get(
    '/revisions/:revision',
    {
      config: { policy: 'environment:read' },
      schema: {
        operationId: 'getRevision',
        summary: 'One revision',
        tags: ['environments'],
        params: z.object({ revision: z.uuid() }),
        response: { 200: revision },
      },
    },
    (request) => findRevision(deps, request.params.revision),
  )
}
