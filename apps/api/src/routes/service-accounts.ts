import {
  apiToken,
  createServiceAccount as createBody,
  createdToken,
  createToken as createTokenBody,
  putRoles,
  serviceAccount,
  updateServiceAccount as updateBody,
} from '@fun/contract/access'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import {
  loadGovernable,
  putServiceAccountRoles,
  removeServiceAccount,
  updateServiceAccount,
} from '../usecases/service-accounts/change.ts'
import { createServiceAccount } from '../usecases/service-accounts/create.ts'
import { findServiceAccount, listServiceAccounts } from '../usecases/service-accounts/find.ts'
import { createToken } from '../usecases/tokens/create.ts'
import { listTokens } from '../usecases/tokens/list.ts'
import { revokeToken } from '../usecases/tokens/revoke.ts'
import { type Api, contextOf, nameOrId, pageQuery } from './api.ts'

/** Machines that act for the installation, and their tokens. */
export function serviceAccountRoutes(app: Api, deps: Deps): void {
  const config = { policy: 'service-account:write' } as const
  const tags = ['service-accounts']
  const params = z.object({ account: nameOrId })
  const ownerOf = (account: { id: string; name: string }) => ({
    userId: null,
    serviceAccountId: account.id,
    name: `service-account:${account.name}`,
  })
  app.get(
    '/service-accounts',
    {
      config,
      schema: {
        operationId: 'listServiceAccounts',
        summary: 'Service accounts, newest first',
        tags,
        querystring: pageQuery,
        response: { 200: page(serviceAccount) },
      },
    },
    (request) => listServiceAccounts(deps, request.query),
  )
  app.post(
    '/service-accounts',
    {
      config,
      schema: {
        operationId: 'createServiceAccount',
        summary: 'Make an account for a machine',
        tags,
        body: createBody,
        response: { 201: serviceAccount },
      },
    },
    async (request, reply) => reply.code(201).send(await createServiceAccount(contextOf(deps, request), request.body)),
  )
  app.get(
    '/service-accounts/:account',
    {
      config,
      schema: {
        operationId: 'getServiceAccount',
        summary: 'One service account, by name or id',
        tags,
        params,
        response: { 200: serviceAccount },
      },
    },
    (request) => findServiceAccount(deps, request.params.account),
  )
  app.patch(
    '/service-accounts/:account',
    {
      config,
      schema: {
        operationId: 'updateServiceAccount',
        summary: 'Disable or enable a service account',
        tags,
        params,
        body: updateBody,
        response: { 200: serviceAccount },
      },
    },
    (request) => updateServiceAccount(contextOf(deps, request), request.params.account, request.body),
  )
  app.put(
    '/service-accounts/:account/roles',
    {
      config,
      schema: {
        operationId: 'putServiceAccountRoles',
        summary: 'Give a service account exactly these roles',
        tags,
        params,
        body: putRoles,
        response: { 200: serviceAccount },
      },
    },
    (request) => putServiceAccountRoles(contextOf(deps, request), request.params.account, request.body),
  )
  app.delete(
    '/service-accounts/:account',
    {
      config,
      schema: {
        operationId: 'deleteServiceAccount',
        summary: 'Remove a service account and its tokens',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeServiceAccount(contextOf(deps, request), request.params.account)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/service-accounts/:account/tokens',
    {
      config,
      schema: {
        operationId: 'listServiceAccountTokens',
        summary: 'Tokens of a service account, newest first',
        tags,
        params,
        querystring: pageQuery,
        response: { 200: page(apiToken) },
      },
    },
    async (request) => {
      const account = await findServiceAccount(deps, request.params.account)
      return listTokens(contextOf(deps, request), ownerOf(account), request.query)
    },
  )
  app.post(
    '/service-accounts/:account/tokens',
    {
      config,
      schema: {
        operationId: 'createServiceAccountToken',
        summary: 'Make a token of a service account; shown once',
        tags,
        params,
        body: createTokenBody,
        response: { 201: createdToken },
      },
    },
    async (request, reply) => {
      const context = contextOf(deps, request)
      const account = await loadGovernable(context, request.params.account)
      return reply.code(201).send(await createToken(context, ownerOf(account), request.body))
    },
  )
  app.delete(
    '/service-accounts/:account/tokens/:token',
    {
      config,
      schema: {
        operationId: 'revokeServiceAccountToken',
        summary: 'Revoke a token of a service account',
        tags,
        params: params.extend({ token: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const context = contextOf(deps, request)
      const account = await loadGovernable(context, request.params.account)
      await revokeToken(context, ownerOf(account), request.params.token)
      return reply.code(204).send(null)
    },
  )
}
