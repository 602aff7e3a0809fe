import { z } from 'zod'

export const severity = z.enum(['info', 'warning', 'error']).meta({ id: 'Severity' })
export type Severity = z.infer<typeof severity>

interface EventDefinition {
  severity: Severity
  /** The trouble whose end this is: it counts with that one's severity, so that whoever hears of a trouble hears of its end. */
  ends?: string
  description: string
}

/** What the product tells of, and how grave it is. Names are stable. */
export const notificationEvents = {
  'deploy.succeeded': { severity: 'info', description: 'A deployment serves.' },
  'deploy.failed': { severity: 'error', description: 'A deployment failed; what served before goes on.' },
  'deploy.superseded': { severity: 'info', description: 'A newer push took the place of a deployment.' },
  'deploy.cancelled': { severity: 'info', description: 'Somebody cancelled a deployment.' },
  'rollback.succeeded': { severity: 'warning', description: 'An environment serves an earlier revision again.' },
  'rollback.failed': { severity: 'error', description: 'An environment could not go back to an earlier revision.' },
  'build.failed': { severity: 'error', description: 'A build that was asked for by itself failed.' },
  'operation.failed': {
    severity: 'error',
    description: 'Another operation failed: start, stop, restart, destroy, manage, prune.',
  },
  'environment.unhealthy': { severity: 'error', description: 'An environment that should run does not, for a while.' },
  'environment.recovered': { severity: 'info', ends: 'environment.unhealthy', description: 'It runs again.' },
  'environment.drifted': { severity: 'warning', description: 'Somebody changed containers by hand.' },
  'source.unreachable': { severity: 'warning', description: 'A repository cannot be polled, for a while.' },
  'source.recovered': { severity: 'info', ends: 'source.unreachable', description: 'It can be polled again.' },
  'host.unreachable': { severity: 'error', description: 'A Docker engine does not answer, for a while.' },
  'host.recovered': { severity: 'info', ends: 'host.unreachable', description: 'It answers again.' },
  'disk.nearly-full': { severity: 'warning', description: 'A host has little disk left.' },
  'disk.recovered': { severity: 'info', ends: 'disk.nearly-full', description: 'It has enough again.' },
} as const satisfies Record<string, EventDefinition>

export type NotificationEvent = keyof typeof notificationEvents

const isNotificationEvent = (name: string): name is NotificationEvent => Object.hasOwn(notificationEvents, name)
const names = Object.keys(notificationEvents).filter(isNotificationEvent)
export const notificationEvent = z.enum(names).meta({ id: 'NotificationEvent' })

/** What a rule compares with its least severity: that of the trouble which an event ends, else the event's own. */
export function severityForRules(event: NotificationEvent): Severity {
  const definition: EventDefinition = notificationEvents[event]
  return definition.ends !== undefined && isNotificationEvent(definition.ends)
    ? severityForRules(definition.ends)
    : definition.severity
}
