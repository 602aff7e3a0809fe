import { type ChannelKind, createNotificationChannel } from '@fun/contract/notifications'

/** What a person types of a channel: every kind's fields, so that another choice keeps what was typed. */
export type ChannelDraft = {
  name: string
  kind: ChannelKind
  to: string
  url: string
  server: string
  topic: string
  token: string
  secret: string
}

export const emptyChannel: ChannelDraft = {
  name: '',
  kind: 'mail',
  to: '',
  url: '',
  server: 'https://ntfy.sh',
  topic: '',
  token: '',
  secret: '',
}

/** Body of the call that makes it. */
export function channelRequestOf(draft: ChannelDraft) {
  return { name: draft.name.trim(), settings: settingsOf(draft) }
}

function settingsOf({ kind, to, url, server, topic, token, secret }: ChannelDraft) {
  switch (kind) {
    case 'mail':
      return { kind, to: to.split(/[\s,;]+/).filter((each) => each !== '') }
    case 'ntfy':
      return { kind, server: server.trim(), topic: topic.trim(), ...(token === '' ? {} : { token }) }
    case 'webhook':
      return { kind, url: url.trim(), ...(secret === '' ? {} : { secret }) }
    case 'slack':
    case 'mattermost':
    case 'microsoft-teams':
    case 'discord':
      return { kind, url: url.trim() }
  }
}

/** What does not fit, by the field of the draft: `name`, `to`, `url` … */
export function problemsOfChannel(draft: ChannelDraft): ReadonlyMap<string, string> {
  const parsed = createNotificationChannel.safeParse(channelRequestOf(draft))
  const found = new Map<string, string>()
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = String(path[0] === 'settings' ? path[1] : path[0])
    if (!found.has(field)) found.set(field, message)
  }
  return found
}
