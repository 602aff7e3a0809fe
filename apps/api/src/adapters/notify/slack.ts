import type { Severity } from '@fun/contract/notification-events'
import { cut, factsOf, type Message, paragraphOf } from '../../notifications/message.ts'
import type { RenderedCall } from './post.ts'

const colors: Record<Severity, string> = { info: '#2eb67d', warning: '#ecb22e', error: '#e01e5a' }

/**
 * A Slack incoming webhook: `text` is what a notification shows, blocks in an attachment give the severity's colour. Texts of other
 * people are plain text, so that nothing in them formats, links or calls anybody.
 * Source: docs.slack.dev, "Sending messages using incoming webhooks", "Formatting message text", Block Kit reference.
 */
export function renderSlack(message: Message, { url }: { url: string }): RenderedCall {
  const facts = factsOf(message)
  const blocks = [
    { type: 'section', text: plainText(paragraphOf(message), 3_000) },
    ...(facts.length === 0
      ? []
      : [{ type: 'section', fields: facts.map(({ name, value }) => plainText(`${name}\n${value}`, 2_000)) }]),
    ...(message.link === undefined
      ? []
      : [{ type: 'context', elements: [{ type: 'mrkdwn', text: `<${message.link}|Open in the portal>` }] }]),
  ]
  const attachment = { color: colors[message.severity], fallback: message.content.title, blocks }
  return { url, body: JSON.stringify({ text: escapeControls(message.content.title), attachments: [attachment] }) }
}

const plainText = (text: string, lengthMax: number) => ({
  type: 'plain_text',
  text: cut(text, lengthMax),
  emoji: false,
})

/** `<!channel>`, mentions and links begin with these characters. */
const escapeControls = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
