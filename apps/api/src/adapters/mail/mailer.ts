import { createTransport } from 'nodemailer'

/** One message. `html`, when given, is shown in place of `text` by programs that can. */
export interface Mail {
  /** Plain addresses, without names. */
  to: string | string[]
  subject: string
  text: string
  html?: string
  headers?: Record<string, string>
  /** The same for a message that is sent again. */
  messageId?: string
}

/** Sends mail through the server's own SMTP relay (FUN_SMTP_URL). */
export interface Mailer {
  /** Resolves with the relay's own words when it took the message. Throws MailFailed. */
  send(mail: Mail): Promise<string>
  close(): void
}

/** Why the relay did not take a message, as a sentence. `permanent`: it will not take this message later either (sender or address refused by a 5xx). */
export class MailFailed extends Error {
  override readonly name = 'MailFailed'
  readonly permanent: boolean
  constructor(message: string, permanent: boolean, cause?: unknown) {
    super(message, { cause })
    this.permanent = permanent
  }
}

const timeoutMs = 10_000

/** `smtpUrl`: smtp://user:password@host:587 (STARTTLS when offered; `?requireTLS=true` insists) or smtps://host; `from` as in a header. */
export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer {
  const transport = createTransport(
    {
      url: smtpUrl,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
  return {
    async send({ to, ...mail }) {
      try {
        // As an object each is one address, whatever commas it holds.
        const { response } = await transport.sendMail({
          ...mail,
          to: [to].flat().map((address) => ({ name: '', address })),
        })
        return response
      } catch (error) {
        throw mailFailed(error)
      }
    },
    close: () => transport.close(),
  }
}

function mailFailed(error: unknown): MailFailed {
  const status = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  const reason = error instanceof Error ? error.message : String(error)
  const ofMessage = error instanceof Error && 'code' in error && error.code !== 'EAUTH'
  return new MailFailed(`The mail server did not take the message: ${reason}`, status >= 500 && ofMessage, error)
}
