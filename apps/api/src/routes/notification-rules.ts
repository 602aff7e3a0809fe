import { createNotificationRule, notificationRule, updateNotificationRule } from '@fun/contract/notifications'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { createRule } from '../usecases/notification-rules/create.ts'
import { findRule, listRules } from '../usecases/notification-rules/list.ts'
import { removeRule } from '../usecases/notification-rules/remove.ts'
import { updateRule } from '../usecases/notification-rules/update.ts'
import { type Api, contextOf, pageQuery } from './api.ts'

/** Which events go to which channel. */
export function notificationRuleRoutes(app: Api, deps: Deps): void {
  const tags = ['notifications']
  const params = z.object({ rule: z.uuid() })
  app.get(
    '/notification-rules',
    {
      config: { policy: 'notification:read' },
      schema: {
        operationId: 'listNotificationRules',
        summary: 'Rules, newest first',
        tags,
        querystring: pageQuery,
        response: { 200: page(notificationRule) },
      },
    },
    (request) => listRules(deps, request.query),
  )
  app.post(
    '/notification-rules',
    {
      config: { policy: 'notification:write' },
      schema: {
        operationId: 'createNotificationRule',
        summary: 'Say which events go to a channel, from now on',
        tags,
        body: createNotificationRule,
        response: { 201: notificationRule },
      },
    },
    async (request, reply) => reply.code(201).send(await createRule(contextOf(deps, request), request.body)),
  )
  app.get(
    '/notification-rules/:rule',
    {
      config: { policy: 'notification:read' },
      schema: {
        operationId: 'getNotificationRule',
        summary: 'One rule',
        tags,
        params,
        response: { 200: notificationRule },
      },
    },
    (request) => findRule(deps, request.params.rule),
  )
  app.patch(
    '/notification-rules/:rule',
    {
      config: { policy: 'notification:write' },
      schema: {
        operationId: 'updateNotificationRule',
        summary: 'Change the fields of a rule that are given',
        tags,
        params,
        body: updateNotificationRule,
        response: { 200: notificationRule },
      },
    },
    (request) => updateRule(contextOf(deps, request), request.params.rule, request.body),
  )
  app.delete(
    '/notification-rules/:rule',
    {
      config: { policy: 'notification:write' },
      schema: {
        operationId: 'deleteNotificationRule',
        summary: 'Remove a rule',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeRule(contextOf(deps, request), request.params.rule)
      return reply.code(204).send(null)
    },
  )
}
