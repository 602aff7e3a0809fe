import type { Severity } from '@fun/contract/notification-events'
import { cut, factsOf, type Message, paragraphOf } from '../../notifications/message.ts'
import { escapeMarkdown } from './markdown.ts'
import type { RenderedCall } from './post.ts'

const colors: Record<Severity, number> = { info: 0x57f287, warning: 0xfee75c, error: 0xed4245 }

/**
 * A Discord webhook; `wait` makes Discord answer after it has the message, so that an error is seen.
 * Source: discord.com/developers, "Execute Webhook", "Embed Limits", "Allowed Mentions Object".
 */
export function renderDiscord(message: Message, settings: { url: string }): RenderedCall {
  const url = new URL(settings.url)
  url.searchParams.set('wait', 'true')
  const embed = {
    title: cut(message.content.title, 256),
    ...(message.link === undefined ? {} : { url: message.link }),
    description: cut(escapeMarkdown(paragraphOf(message)), 4_096),
    color: colors[message.severity],
    timestamp: message.at.toISOString(),
    fields: factsOf(message).map(({ name, value }) => ({
      name,
      value: cut(escapeMarkdown(value), 1_024),
      inline: true,
    })),
  }
  const body = { username: 'FUN Platform', embeds: [embed], allowed_mentions: { parse: [] } }
  return { url: url.href, body: JSON.stringify(body) }
}
