import {
  channelTest,
  createdNotificationChannel,
  createNotificationChannel,
  notificationChannel,
  updateNotificationChannel,
} from '@fun/contract/notifications'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { createChannel } from '../usecases/notification-channels/create.ts'
import { findChannel, listChannels } from '../usecases/notification-channels/list.ts'
import { removeChannel } from '../usecases/notification-channels/remove.ts'
import { testChannel } from '../usecases/notification-channels/send-test.ts'
import { updateChannel } from '../usecases/notification-channels/update.ts'
import { type Api, contextOf, nameOrId, pageQuery } from './api.ts'

/** Places that messages go to. */
export function notificationChannelRoutes(app: Api, deps: Deps): void {
  const tags = ['notifications']
  const params = z.object({ channel: nameOrId })
  app.get(
    '/notification-channels',
    {
      config: { policy: 'notification:read' },
      schema: {
        operationId: 'listNotificationChannels',
        summary: 'Channels, newest first',
        tags,
        querystring: pageQuery,
        response: { 200: page(notificationChannel) },
      },
    },
    (request) => listChannels(deps, request.query),
  )
  app.post(
    '/notification-channels',
    {
      config: { policy: 'notification:write' },
      schema: {
        operationId: 'createNotificationChannel',
        summary: 'Name a place that messages go to; a webhook’s secret is shown once',
        tags,
        body: createNotificationChannel,
        response: { 201: createdNotificationChannel },
      },
    },
    async (request, reply) => reply.code(201).send(await createChannel(contextOf(deps, request), request.body)),
  )
  app.get(
    '/notification-channels/:channel',
    {
      config: { policy: 'notification:read' },
      schema: {
        operationId: 'getNotificationChannel',
        summary: 'One channel, by name or id',
        tags,
        params,
        response: { 200: notificationChannel },
      },
    },
    (request) => findChannel(deps, request.params.channel),
  )
  app.patch(
    '/notification-channels/:channel',
    {
      config: { policy: 'notification:write' },
      schema: {
        operationId: 'updateNotificationChannel',
        summary: 'Rename a channel, switch it on or off, or replace its settings',
        tags,
        params,
        body: updateNotificationChannel,
        response: { 200: createdNotificationChannel },
      },
    },
    (request) => updateChannel(contextOf(deps, request), request.params.channel, request.body),
  )
  app.delete(
    '/notification-channels/:channel',
    {
      config: { policy: 'notification:write' },
      schema: {
        operationId: 'deleteNotificationChannel',
        summary: 'Remove a channel with its rules',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeChannel(contextOf(deps, request), request.params.channel)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/notification-channels/:channel/test',
    {
      config: { policy: 'notification:write' },
      schema: {
        operationId: 'testNotificationChannel',
        summary: 'Send a test message, and hear what the service said',
        tags,
        params,
        response: { 200: channelTest },
      },
    },
    (request) => testChannel(contextOf(deps, request), request.params.channel),
  )
}
