import { factsOf, type Message } from '../../notifications/message.ts'
import { type Mailer, MailFailed } from '../mail/mailer.ts'
import type { SendOutcome } from './outcome.ts'

/** A plain text message. Automatic replies to it are not wanted (RFC 3834). */
export function renderMail(message: Message) {
  const { title, sentence, cure } = message.content
  const facts = factsOf(message).map(({ name, value }) => `${`${name}:`.padEnd(14)}${value}`)
  const parts = [sentence, cure, facts.join('\n'), message.link]
  return {
    subject: `[FUN] ${title}`,
    text: `${parts.filter((part) => part !== undefined && part !== null && part !== '').join('\n\n')}\n`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-FUN-Event': message.event, 'X-FUN-Severity': message.severity },
    messageId: `<${message.id}@fun-platform>`,
  }
}

/** Sends to all addresses in one message; it is delivered when the relay took it for one of them at least. Never rejects. */
export async function sendMail(mailer: Mailer | undefined, message: Message, to: string[]): Promise<SendOutcome> {
  if (mailer === undefined) return { kind: 'refused', answer: 'This server has no mail relay: FUN_SMTP_URL names one.' }
  try {
    return { kind: 'delivered', answer: await mailer.send({ to, ...renderMail(message) }) }
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error
    return { kind: error.permanent ? 'refused' : 'failed', answer: error.message }
  }
}
