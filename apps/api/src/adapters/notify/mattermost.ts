import type { Severity } from '@fun/contract/notification-events'
import { cut, factsOf, type Message, paragraphOf } from '../../notifications/message.ts'
import { escapeMarkdown } from './markdown.ts'
import type { RenderedCall } from './post.ts'

const colors: Record<Severity, string> = { info: '#3db887', warning: '#ffbc1f', error: '#d24b4e' }

/** A Mattermost incoming webhook. Source: developers.mattermost.com, "Incoming webhooks", "Message attachments". */
export function renderMattermost(message: Message, { url }: { url: string }): RenderedCall {
  const attachment = {
    fallback: message.content.title,
    color: colors[message.severity],
    title: message.content.title,
    ...(message.link === undefined ? {} : { title_link: message.link }),
    text: cut(escapeMarkdown(paragraphOf(message)), 4_000),
    fields: factsOf(message).map(({ name, value }) => ({ short: true, title: name, value: escapeMarkdown(value) })),
  }
  return { url, body: JSON.stringify({ username: 'FUN Platform', attachments: [attachment] }) }
}
