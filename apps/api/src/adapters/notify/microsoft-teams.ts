import type { Severity } from '@fun/contract/notification-events'
import { cut, factsOf, type Message, paragraphOf } from '../../notifications/message.ts'
import { escapeMarkdown } from './markdown.ts'
import type { RenderedCall } from './post.ts'

const colors: Record<Severity, string> = { info: 'Good', warning: 'Warning', error: 'Attention' }

/**
 * A webhook of Microsoft Teams, made by the workflow "Post to a channel when a webhook request is received": an Adaptive Card in a
 * message. Source: learn.microsoft.com, "Create incoming webhooks with Workflows for Microsoft Teams", Adaptive Cards 1.4.
 */
export function renderMicrosoftTeams(message: Message, { url }: { url: string }): RenderedCall {
  const facts = factsOf(message).map(({ name, value }) => ({ title: name, value: escapeMarkdown(value) }))
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      {
        type: 'TextBlock',
        text: escapeMarkdown(message.content.title),
        weight: 'Bolder',
        size: 'Medium',
        color: colors[message.severity],
        wrap: true,
      },
      { type: 'TextBlock', text: cut(escapeMarkdown(paragraphOf(message)), 4_000), wrap: true },
      ...(facts.length === 0 ? [] : [{ type: 'FactSet', facts }]),
    ],
    ...(message.link === undefined
      ? {}
      : { actions: [{ type: 'Action.OpenUrl', title: 'Open in the portal', url: message.link }] }),
  }
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }
  return { url, body: JSON.stringify({ type: 'message', attachments: [attachment] }) }
}
