import { page } from '@fun/contract/resources'
import { secret, secretName, setSecretRequest } from '@fun/contract/secrets'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { generateNewSecret } from '../usecases/secrets/generate.ts'
import { findSecret, listSecrets } from '../usecases/secrets/list.ts'
import { removeSecret } from '../usecases/secrets/remove.ts'
import { setSecret } from '../usecases/secrets/set.ts'
import { type Api, contextOf, nameOrId } from './api.ts'

/** Secrets of an environment: names, versions, where they are used. No call answers a value. */
export function secretRoutes(app: Api, deps: Deps): void {
  const ofEnvironment = z.object({ environment: nameOrId })
  const params = ofEnvironment.extend({ secret: secretName })
  const tags = ['secrets']
  app.get(
    '/environments/:environment/secrets',
    {
      config: { policy: 'secret:read' },
      schema: {
        operationId: 'listSecrets',
        summary: 'All secrets of an environment by name, with versions and where they are used',
        tags,
        params: ofEnvironment,
        response: { 200: page(secret) },
      },
    },
    async (request) => ({ items: await listSecrets(deps, request.params.environment), nextCursor: null }),
  )
  app.get(
    '/environments/:environment/secrets/:secret',
    {
      config: { policy: 'secret:read' },
      schema: { operationId: 'getSecret', summary: 'One secret', tags, params, response: { 200: secret } },
    },
    ({ params: { environment, secret: name } }) => findSecret(deps, environment, name),
  )
  app.put(
    '/environments/:environment/secrets/:secret',
    {
      config: { policy: 'secret:write' },
      schema: {
        operationId: 'setSecret',
        summary: 'Give a secret a value, as a new version; the next deploy applies it',
        tags,
        params,
        body: setSecretRequest,
        response: { 200: secret },
      },
    },
    (request) => {
      const { environment, secret: name } = request.params
      return setSecret(contextOf(deps, request), environment, name, request.body.value)
    },
  )
  app.post(
    '/environments/:environment/secrets/:secret/generate',
    {
      config: { policy: 'secret:write' },
      schema: {
        operationId: 'generateSecret',
        summary: 'Make a new random value that nobody sees, as a new version; the next deploy applies it',
        tags,
        params,
        response: { 200: secret },
      },
    },
    (request) => {
      const { environment, secret: name } = request.params
      return generateNewSecret(contextOf(deps, request), environment, name)
    },
  )
  app.delete(
    '/environments/:environment/secrets/:secret',
    {
      config: { policy: 'secret:write' },
      schema: {
        operationId: 'removeSecret',
        summary: 'Remove a secret that somebody set, with its versions',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { environment, secret: name } = request.params
      await removeSecret(contextOf(deps, request), environment, name)
      return reply.code(204).send(null)
    },
  )
}
