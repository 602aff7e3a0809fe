import { deliveryState, notificationDelivery } from '@fun/contract/notifications'
import { page } from '@fun/contract/resources'
import type { Deps } from '../deps.ts'
import { listNotificationDeliveries } from '../usecases/notification-deliveries/list.ts'
import { type Api, nameOrId, pageQuery } from './api.ts'
import { notificationChannelRoutes } from './notification-channels.ts'
import { notificationRuleRoutes } from './notification-rules.ts'

/** Who is told of what: channels, rules, and what came of each message. */
export function notificationRoutes(app: Api, deps: Deps): void {
  notificationChannelRoutes(app, deps)
  notificationRuleRoutes(app, deps)
  app.get(
    '/notification-deliveries',
    {
      config: { policy: 'notification:read' },
      schema: {
        operationId: 'listNotificationDeliveries',
        summary: 'Messages and what came of them, newest first',
        tags: ['notifications'],
        querystring: pageQuery.extend({ channel: nameOrId.optional(), state: deliveryState.optional() }),
        response: { 200: page(notificationDelivery) },
      },
    },
    (request) => listNotificationDeliveries(deps, request.query),
  )
}
