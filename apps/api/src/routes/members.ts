import { member, policyDescription, principal, putRoles, updateMember as updateBody } from '@fun/contract/access'
import { describePolicy } from '@fun/contract/policy'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { findMember, listMembers } from '../usecases/members/find.ts'
import { putMemberRoles } from '../usecases/members/put-roles.ts'
import { removeMember } from '../usecases/members/remove.ts'
import { updateMember } from '../usecases/members/update.ts'
import { showPrincipal } from '../usecases/session/show-principal.ts'
import { type Api, contextOf, pageQuery } from './api.ts'

/** Members and their roles; the table of what roles may do; and what whoever asks may do. */
export function memberRoutes(app: Api, deps: Deps): void {
  const tags = ['members']
  const params = z.object({ member: z.uuid() })
  app.get(
    '/policy',
    {
      config: { policy: 'api:read' },
      schema: {
        operationId: 'getPolicy',
        summary: 'The table of what each role may do',
        tags,
        response: { 200: policyDescription },
      },
    },
    async () => describePolicy(),
  )
  app.get(
    '/principal',
    {
      config: { policy: 'api:read' },
      schema: {
        operationId: 'getPrincipal',
        summary: 'Who asks, and what they may do',
        tags,
        response: { 200: principal },
      },
    },
    (request) => showPrincipal(contextOf(deps, request)),
  )
  app.get(
    '/members',
    {
      config: { policy: 'member:read' },
      schema: {
        operationId: 'listMembers',
        summary: 'Members, newest first',
        tags,
        querystring: pageQuery,
        response: { 200: page(member) },
      },
    },
    (request) => listMembers(deps, request.query),
  )
  app.get(
    '/members/:member',
    {
      config: { policy: 'member:read' },
      schema: { operationId: 'getMember', summary: 'One member', tags, params, response: { 200: member } },
    },
    (request) => findMember(deps.store, request.params.member),
  )
  app.patch(
    '/members/:member',
    {
      config: { policy: 'member:write' },
      schema: {
        operationId: 'updateMember',
        summary: 'Rename, disable or enable a member',
        tags,
        params,
        body: updateBody,
        response: { 200: member },
      },
    },
    (request) => updateMember(contextOf(deps, request), request.params.member, request.body),
  )
  app.put(
    '/members/:member/roles',
    {
      config: { policy: 'member:write' },
      schema: {
        operationId: 'putMemberRoles',
        summary: 'Give a member exactly these roles',
        tags,
        params,
        body: putRoles,
        response: { 200: member },
      },
    },
    (request) => putMemberRoles(contextOf(deps, request), request.params.member, request.body),
  )
  app.delete(
    '/members/:member',
    {
      config: { policy: 'member:write' },
      schema: { operationId: 'deleteMember', summary: 'Remove a member', tags, params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await removeMember(contextOf(deps, request), request.params.member)
      return reply.code(204).send(null)
    },
  )
}
