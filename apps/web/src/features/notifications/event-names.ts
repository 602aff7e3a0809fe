import type { NotificationEvent } from '@fun/contract/notification-events'

type Dashed<Name extends string> = Name extends `${infer Before}.${infer After}` ? `${Before}-${After}` : Name

/** The key of an event's words: messages are nested by dots, events hold one. */
export function nameOf<Event extends NotificationEvent>(event: Event): Dashed<Event>
export function nameOf(event: string): string {
  return event.replace('.', '-')
}
