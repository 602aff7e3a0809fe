import type { Severity } from '@fun/contract/notification-events'
import { cut, factsOf, type Message, paragraphOf } from '../../notifications/message.ts'
import type { RenderedCall } from './post.ts'

const priorities: Record<Severity, 3 | 4 | 5> = { info: 3, warning: 4, error: 5 }
const tags: Record<Severity, string> = { info: 'white_check_mark', warning: 'warning', error: 'rotating_light' }
/** Longer messages become attachments. */
const messageLengthMax = 3_500

/** A topic of ntfy, published as JSON to the server's root. Source: docs.ntfy.sh/publish, "Publish as JSON". */
export function renderNtfy(
  message: Message,
  settings: { server: string; topic: string; token?: string | undefined },
): RenderedCall {
  const facts = factsOf(message).map(({ name, value }) => `${name}: ${value}`)
  const body = {
    topic: settings.topic,
    title: cut(message.content.title, 250),
    message: cut([paragraphOf(message), ...facts].join('\n'), messageLengthMax),
    priority: priorities[message.severity],
    tags: [tags[message.severity]],
    ...(message.link === undefined ? {} : { click: message.link }),
  }
  return {
    url: settings.server,
    headers: settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` },
    body: JSON.stringify(body),
  }
}
