import { randomBytes } from 'node:crypto'
import type { ChannelSettings } from '@fun/contract/notifications'
import type { StoredSettings } from '../../adapters/notify/send.ts'
import { OutgoingFailed } from '../../adapters/outgoing/outgoing-failed.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'

const secretBytes = 32

/** Settings that can be stored: their URL may be called, and a webhook has a secret. `made`: the one that was made here. Throws `invalid-request`. */
export async function checkSettings(
  deps: Deps,
  settings: ChannelSettings,
): Promise<{ settings: StoredSettings; made: string | null }> {
  switch (settings.kind) {
    case 'mail':
      if (deps.mail === undefined)
        throw refused(
          'settings.kind',
          'This server sends no mail.',
          'Set FUN_SMTP_URL and FUN_MAIL_FROM on the server.',
        )
      return { settings, made: null }
    case 'ntfy':
      await checkUrl(deps, 'settings.server', settings.server)
      if (new URL(settings.server).pathname !== '/')
        throw refused('settings.server', 'The server’s address has a path.', 'Give the topic in the field topic.')
      return { settings, made: null }
    case 'slack':
    case 'mattermost':
    case 'microsoft-teams':
    case 'discord':
      await checkUrl(deps, 'settings.url', settings.url)
      return { settings, made: null }
    case 'webhook': {
      await checkUrl(deps, 'settings.url', settings.url)
      const made = settings.secret === undefined ? `whsec_${randomBytes(secretBytes).toString('base64')}` : null
      return { settings: { ...settings, secret: settings.secret ?? made ?? '' }, made }
    }
  }
}

async function checkUrl(deps: Deps, path: string, url: string): Promise<void> {
  try {
    await deps.outgoing.check(url)
  } catch (error) {
    if (!(error instanceof OutgoingFailed)) throw error
    const cure = 'Use an address on the internet, or have the server allow it by FUN_OUTGOING_ALLOW.'
    throw refused(path, error.message, cure)
  }
}

const refused = (path: string, message: string, cure: string): CodedError =>
  new CodedError('invalid-request', message, { cure, errors: [{ path, message }] })
