import { randomUUID } from 'node:crypto'
import { sendMessage } from '../../adapters/notify/send.ts'
import { readSettings } from '../../notifications/channel-settings.ts'
import { linkOf } from '../../notifications/message.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadChannel } from './list.ts'

const timeoutMs = 20_000

/** Sends a message that says it is a test, also to a channel that is switched off, and answers what the service said. Throws `not-found`. */
export async function testChannel({ deps, principal }: UseCaseContext, nameOrId: string) {
  const channel = await loadChannel(deps, nameOrId)
  const content = {
    title: `Test of the channel ${channel.name}`,
    sentence: `${principal.name} asked for this message. If you can read it, the channel works.`,
    cure: null,
    environment: null,
    operation: null,
    commit: null,
    reference: null,
    durationSeconds: null,
  }
  const message = {
    id: randomUUID(),
    event: 'test',
    severity: 'info',
    at: new Date(),
    content,
    link: linkOf(deps.config.publicUrl, content),
  } as const
  const settings = readSettings(deps.encryption, channel)
  const { kind, answer } = await sendMessage(deps, settings, message, AbortSignal.timeout(timeoutMs))
  const delivered = kind === 'delivered'
  await deps.store.$transaction((transaction) =>
    audit(transaction, principal, 'notification-channel.test', channel.name, { delivered }),
  )
  return { delivered, answer }
}
