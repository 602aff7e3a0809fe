import type { ChannelSettings } from '@fun/contract/notifications'
import type { Message } from '../../notifications/message.ts'
import { Redactor } from '../../pipeline/redact.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Outgoing } from '../outgoing/outgoing.ts'
import { renderDiscord } from './discord.ts'
import { sendMail } from './mail.ts'
import { renderMattermost } from './mattermost.ts'
import { renderMicrosoftTeams } from './microsoft-teams.ts'
import { renderNtfy } from './ntfy.ts'
import type { SendOutcome } from './outcome.ts'
import { post, type RenderedCall } from './post.ts'
import { renderSlack } from './slack.ts'
import { renderWebhook } from './webhook.ts'

/** Settings as they are stored: a webhook has its secret by then. */
export type StoredSettings =
  | Exclude<ChannelSettings, { kind: 'webhook' }>
  | { kind: 'webhook'; url: string; secret: string }

/** Hands a message to a channel's service, once. What it answers is shown to people: URLs and tokens are masked in it. */
export async function sendMessage(
  { outgoing, mail }: { outgoing: Outgoing; mail: Mailer | undefined },
  settings: StoredSettings,
  message: Message,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const outcome =
    settings.kind === 'mail'
      ? await sendMail(mail, message, settings.to)
      : await post(outgoing, render(settings, message), signal)
  return { ...outcome, answer: new Redactor(secretsOf(settings)).text(outcome.answer) }
}

function render(settings: Exclude<StoredSettings, { kind: 'mail' }>, message: Message): RenderedCall {
  switch (settings.kind) {
    case 'slack':
      return renderSlack(message, settings)
    case 'mattermost':
      return renderMattermost(message, settings)
    case 'microsoft-teams':
      return renderMicrosoftTeams(message, settings)
    case 'discord':
      return renderDiscord(message, settings)
    case 'ntfy':
      return renderNtfy(message, settings)
    case 'webhook':
      return renderWebhook(message, settings)
  }
}

/** What of the settings must not be shown: whole URLs, the paths and queries that make them secret, tokens. */
function secretsOf(settings: StoredSettings): string[] {
  switch (settings.kind) {
    case 'mail':
      return []
    case 'ntfy':
      return [settings.topic, ...(settings.token === undefined ? [] : [settings.token])]
    case 'webhook':
      return [settings.secret, ...secretsOfUrl(settings.url)]
    case 'slack':
    case 'mattermost':
    case 'microsoft-teams':
    case 'discord':
      return secretsOfUrl(settings.url)
  }
}

function secretsOfUrl(text: string): string[] {
  const url = new URL(text)
  const segments = url.pathname.split('/').filter((segment) => segment.length >= 16)
  return [text, url.href, `${url.pathname}${url.search}`, ...url.searchParams.values(), ...segments].filter(
    (part) => part.length >= 8,
  )
}
