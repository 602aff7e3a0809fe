import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface TakenMail {
  from: string
  to: string[]
  user: string | undefined
  message: string
}

/** A real SMTP server on 127.0.0.1 that takes every message unless its options say otherwise. */
export interface MailRelay {
  url(userInfo?: string): string
  taken: TakenMail[]
  stop(): Promise<void>
}

export async function startMailRelay(more: SMTPServerOptions = {}): Promise<MailRelay> {
  const taken: TakenMail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    async onData(stream, { envelope, user }, callback) {
      taken.push({
        from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
        to: envelope.rcptTo.map(({ address }) => address),
        user,
        message: await text(stream),
      })
      callback()
    },
    ...more,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: (userInfo = '') => `smtp://${userInfo}127.0.0.1:${port}`,
    taken,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
