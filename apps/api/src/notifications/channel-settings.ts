import { channelSettings } from '@fun/contract/notifications'
import type { StoredSettings } from '../adapters/notify/send.ts'
import { channelContext, type Encryption } from '../adapters/store/encryption.ts'

/** A channel's settings as they are stored. Throws when they belong to another key or channel. */
export function readSettings(
  encryption: Encryption,
  channel: { id: string; settingsEncrypted: Uint8Array },
): StoredSettings {
  const settings = channelSettings.parse(
    JSON.parse(encryption.decrypt(channel.settingsEncrypted, channelContext(channel.id))),
  )
  if (settings.kind !== 'webhook') return settings
  const { secret } = settings
  if (secret === undefined) throw new Error(`The webhook channel ${channel.id} has no secret.`)
  return { ...settings, secret }
}

/** The columns of a channel's row that come from its settings. */
export function settingsColumns(encryption: Encryption, channelId: string, settings: StoredSettings) {
  return {
    kind: settings.kind,
    target: targetOf(settings),
    settingsEncrypted: encryption.encrypt(JSON.stringify(settings), channelContext(channelId)),
  }
}

function targetOf(settings: StoredSettings): string {
  switch (settings.kind) {
    case 'mail':
      return settings.to.join(', ')
    case 'ntfy':
      return new URL(settings.server).host
    case 'slack':
    case 'mattermost':
    case 'microsoft-teams':
    case 'discord':
    case 'webhook':
      return new URL(settings.url).host
  }
}
