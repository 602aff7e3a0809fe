import {
  acceptInvitation,
  createdInvitation,
  createInvitation,
  invitation,
  invitationLook,
  lookAtInvitation as lookBody,
  signInState,
} from '@fun/contract/accounts'
import { page } from '@fun/contract/resources'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { refuseForeignOrigin, siteOf } from '../accounts/session-cookie.ts'
import type { Deps } from '../deps.ts'
import { limitPerAddress } from '../plugins/limits.ts'
import { acceptMembership } from '../usecases/invitations/accept.ts'
import { inviteMember } from '../usecases/invitations/create.ts'
import { listInvitations } from '../usecases/invitations/list.ts'
import { lookAtInvitation } from '../usecases/invitations/look.ts'
import { revokeInvitation } from '../usecases/invitations/revoke.ts'
import { type Api, contextOf, pageQuery, visitorOf } from './api.ts'
import { beginSession } from './session.ts'

const tags = ['invitations']

/** Links that let one address make itself an account. */
export function invitationRoutes(app: Api, deps: Deps): void {
  app.get(
    '/invitations',
    {
      config: { policy: 'member:read' },
      schema: {
        operationId: 'listInvitations',
        summary: 'Invitations, without their links',
        tags,
        querystring: pageQuery,
        response: { 200: page(invitation) },
      },
    },
    (request) => listInvitations(deps, request.query),
  )
  app.post(
    '/invitations',
    {
      config: { policy: 'member:write' },
      schema: {
        operationId: 'createInvitation',
        summary: 'Invite an address',
        tags,
        body: createInvitation,
        response: { 201: createdInvitation },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await inviteMember(contextOf(deps, request), siteOf(deps, request), request.body)),
  )
  app.delete(
    '/invitations/:invitation',
    {
      config: { policy: 'member:write' },
      schema: {
        operationId: 'revokeInvitation',
        summary: 'Take an invitation back',
        tags,
        params: z.object({ invitation: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await revokeInvitation(contextOf(deps, request), request.params.invitation)
      return reply.code(204).send(null)
    },
  )
  const config = { policy: 'public', rateLimit: limitPerAddress(deps.config, 'signIn') } as const
  const onRequest = async (request: FastifyRequest) => refuseForeignOrigin(request)
  // The token is no part of the path: paths end in logs.
  app.post(
    '/invitations/look',
    {
      config,
      onRequest,
      schema: {
        operationId: 'lookAtInvitation',
        summary: 'What an invitation gives',
        tags,
        body: lookBody,
        response: { 200: invitationLook },
      },
    },
    (request) => lookAtInvitation(deps, request.body.token),
  )
  app.post(
    '/invitations/accept',
    {
      config,
      onRequest,
      schema: {
        operationId: 'acceptInvitation',
        summary: 'Make the invited account and sign it in',
        tags,
        body: acceptInvitation,
        response: { 201: signInState },
      },
    },
    async (request, reply) => {
      await beginSession(deps, request, reply, await acceptMembership(visitorOf(deps, request), request.body))
      return reply.code(201).send({ state: 'signed-in' as const })
    },
  )
}
