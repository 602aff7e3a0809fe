import type { NotificationEvent, Severity } from '@fun/contract/notification-events'
import type { NotificationContent } from '@fun/contract/notifications'

/** What every channel renders in its service's own format. Holds no secret; texts come from people and are escaped by the channel. */
export interface Message {
  /** Stays the same when the message is sent again. */
  id: string
  event: NotificationEvent | 'test'
  severity: Severity
  at: Date
  content: NotificationContent
  /** Page of the portal; undefined when the portal's address is not configured. */
  link: string | undefined
}

/** Names and values beneath the sentence, in the order in which people look for them. */
export function factsOf({ content }: Message): Array<{ name: string; value: string }> {
  const { environment, commit, reference, operation, durationSeconds } = content
  const facts = [
    { name: 'Environment', value: environment?.name },
    { name: 'Reference', value: reference ?? undefined },
    { name: 'Commit', value: commit === null ? undefined : `${commit.id.slice(0, 10)} ${commit.subject}`.trim() },
    { name: 'Triggered by', value: operation?.trigger },
    { name: 'Duration', value: durationSeconds === null ? undefined : duration(durationSeconds) },
  ]
  return facts.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]))
}

/** What happened and what to do next, as one paragraph. */
export function paragraphOf({ content: { sentence, cure } }: Message): string {
  return cure === null ? sentence : `${sentence} ${cure}`
}

/** Where a message leads: its operation, else its environment, else the portal. */
export function linkOf(
  publicUrl: string | undefined,
  { operation, environment }: NotificationContent,
): string | undefined {
  if (publicUrl === undefined) return undefined
  if (operation !== null) return `${publicUrl}/operations/${operation.id}`
  return environment === null ? `${publicUrl}/` : `${publicUrl}/environments/${environment.name}`
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`
}

/** Cuts a text to what a service takes. */
export const cut = (text: string, lengthMax: number): string =>
  text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1).toWellFormed()}…`
