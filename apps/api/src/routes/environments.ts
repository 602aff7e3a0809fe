import {
  adoptDriftRequest,
  createEnvironment as createEnvironmentBody,
  driftAdoption,
  environment,
  page,
  revision,
  updateEnvironment as updateEnvironmentBody,
} from '@fun/contract/resources'
import { servedPart } from '@fun/contract/served-parts'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { sendEvents } from '../plugins/sse.ts'
import { environmentFor } from '../policy/withhold.ts'
import { listServedParts } from '../usecases/builds/served-parts.ts'
import { adoptDrift } from '../usecases/environments/adopt-drift.ts'
import { createEnvironment } from '../usecases/environments/create.ts'
import { environmentTag } from '../usecases/environments/environment-tag.ts'
import { exportCompose } from '../usecases/environments/export-compose.ts'
import { listEnvironments } from '../usecases/environments/list.ts'
import { loadEnvironment } from '../usecases/environments/load.ts'
import { presentEnvironment } from '../usecases/environments/present.ts'
import { updateEnvironment } from '../usecases/environments/update.ts'
import { watchEnvironment } from '../usecases/environments/watch.ts'
import { watchAllEnvironments } from '../usecases/environments/watch-all.ts'
import { listRevisions } from '../usecases/revisions/list.ts'
import { type Api, contextOf, eventStream, fileResponse, ifMatch, nameOrId, pageQuery } from './api.ts'
import { environmentListQuery } from './list-queries.ts'

/** Environments: what they should be, what they are. */
export function environmentRoutes(app: Api, deps: Deps): void {
  const params = z.object({ environment: nameOrId })
  const tags = ['environments']
  app.get(
    '/environments',
    {
      config: { policy: 'environment:read', filtered: true },
      schema: {
        operationId: 'listEnvironments',
        summary: 'Environments, newest first',
        tags,
        querystring: environmentListQuery,
        response: { 200: page(environment) },
      },
    },
    (request) => listEnvironments(contextOf(deps, request), request.query),
  )
  app.post(
    '/environments',
    {
      config: { policy: 'environment:create' },
      schema: {
        operationId: 'createEnvironment',
        summary: 'Create an environment; nothing runs until it is deployed',
        tags,
        body: createEnvironmentBody,
        response: { 201: environment },
      },
    },
    async (request, reply) => reply.code(201).send(await createEnvironment(contextOf(deps, request), request.body)),
  )
  app.get(
    '/environments/:environment',
    {
      config: { policy: 'environment:read' },
      schema: {
        operationId: 'getEnvironment',
        summary: 'One environment, by name or id',
        tags,
        params,
        response: { 200: environment },
      },
    },
    async (request, reply) => {
      const row = await loadEnvironment(deps, request.params.environment)
      return reply.header('etag', environmentTag(row)).send(environmentFor(request.principal, presentEnvironment(row)))
    },
  )
  app.patch(
    '/environments/:environment',
    {
      config: { policy: 'environment:write' },
      schema: {
        operationId: 'updateEnvironment',
        summary: 'Change what the environment should be; the next deploy applies it',
        tags,
        params,
        headers: ifMatch,
        body: updateEnvironmentBody,
        response: { 200: environment },
      },
    },
    async (request, reply) => {
      const { environment: named } = request.params
      const row = await updateEnvironment(contextOf(deps, request), named, request.body, request.headers['if-match'])
      return reply.header('etag', environmentTag(row)).send(environmentFor(request.principal, presentEnvironment(row)))
    },
  )
  app.post(
    '/environments/:environment/drift/adopt',
    {
      config: { policy: 'environment:write' },
      schema: {
        operationId: 'adoptDrift',
        summary: 'Make what was changed by hand part of the specification',
        tags,
        params,
        body: adoptDriftRequest,
        response: { 200: driftAdoption },
      },
    },
    (request) => adoptDrift(contextOf(deps, request), request.params.environment),
  )
  app.get(
    '/environments/:environment/revisions',
    {
      config: { policy: 'environment:read' },
      schema: {
        operationId: 'listRevisions',
        summary: 'Revisions of an environment, newest first',
        tags,
        params,
        querystring: pageQuery,
        response: { 200: page(revision) },
      },
    },
    async (request) => listRevisions(deps, (await loadEnvironment(deps, request.params.environment)).id, request.query),
  )
  app.get(
    '/environments/:environment/image-parts',
    {
      config: { policy: 'environment:read' },
      schema: {
        operationId: 'listServedParts',
        summary: 'Parts of the platform’s image that an environment serves',
        tags: ['builds'],
        params,
        response: { 200: page(servedPart) },
      },
    },
    async (request) => ({
      items: await listServedParts(contextOf(deps, request), request.params.environment),
      nextCursor: null,
    }),
  )
  app.get(
    '/environments/:environment/compose',
    {
      config: { policy: 'environment:read' },
      schema: {
        operationId: 'exportCompose',
        summary: 'The serving revision as a Compose project, as a tar',
        tags,
        params,
        response: fileResponse('application/x-tar', 'The folder as a tar'),
      },
    },
    async (request, reply) => {
      const bundle = await exportCompose(contextOf(deps, request), request.params.environment)
      return reply
        .type('application/x-tar')
        .header('content-disposition', `attachment; filename="${bundle.name}.tar"`)
        .send(bundle.tar)
    },
  )
  app.get(
    '/environments/:environment/events',
    {
      config: { policy: 'environment:read' },
      schema: {
        operationId: 'watchEnvironment',
        summary: 'An environment whenever it changes, as an event stream',
        tags,
        params,
        response: eventStream('Events `environment`, with the environment as data'),
      },
    },
    async (request, reply) => {
      const { id } = await loadEnvironment(deps, request.params.environment)
      await sendEvents(request, reply, (signal) => watchEnvironment(deps, () => request.principal, id, signal))
    },
  )
  app.get(
    '/events',
    {
      config: { policy: 'environment:read', filtered: true },
      schema: {
        operationId: 'watchEnvironments',
        summary: 'Every environment whenever it changes, as an event stream',
        tags,
        response: eventStream('Events `environment`, with the environment as data'),
      },
    },
    (request, reply) =>
      sendEvents(request, reply, (signal) => watchAllEnvironments(deps, () => request.principal, signal)),
  )
}
