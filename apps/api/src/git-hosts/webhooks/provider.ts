import type { IncomingHttpHeaders } from 'node:http'
import type { WebhookEvent } from './event.ts'

/** A git host's way of telling what happened. All is pure: what it says is decided from headers and bytes alone. */
export interface WebhookProvider {
  /** Whether a request carries a credential of the right form: one that does not is refused before its body is read. */
  hasCredential(headers: IncomingHttpHeaders): boolean
  /** Whether one of the secrets made the credential, for these very bytes; in constant time, and never without a secret. */
  isGenuine(headers: IncomingHttpHeaders, body: Buffer, secrets: string[]): boolean
  /** The host's own name of the delivery, the same when it is repeated; undefined when it has none. */
  deliveryId(headers: IncomingHttpHeaders): string | undefined
  /**
   * Whether two things that happened never have the same body, because it holds a time: the same signed body under another delivery id, which
   * nobody signs, is then a replay.
   */
  bodiesAreUnique: boolean
  /** What happened. Throws ZodError when the payload is not what the host documents. */
  event(headers: IncomingHttpHeaders, payload: unknown): WebhookEvent
  /** Headers that are worth keeping with a delivery; none with a credential. */
  keptHeaders: readonly string[]
  setUp: SetUp
}

/** What a person does at the git host; texts may name `{url}`. */
export interface SetUp {
  contentType: string
  events: readonly string[]
  steps: readonly string[]
  signed: boolean
  caution: string | null
  /** Makes a secret of the form that the host takes. */
  makeSecret(): string
}

/** A header that was sent once and is not empty. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
