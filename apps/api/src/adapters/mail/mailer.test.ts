import type { SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { type MailRelay, startMailRelay } from '../../testing/mail-relay.ts'
import { createMailer } from './mailer.ts'

const relays: MailRelay[] = []
afterEach(async () => {
  for (const each of relays.splice(0)) await each.stop()
})

async function relay(options: SMTPServerOptions = {}): Promise<MailRelay> {
  const started = await startMailRelay(options)
  relays.push(started)
  return started
}

describe('the mailer', () => {
  it('hands a message with subject, text and sender to the relay', async () => {
    const { url, taken } = await relay()
    const mailer = createMailer({ smtpUrl: url(), from: 'FUN <fun@example.org>' })
    await mailer.send({ to: 'ops@example.org', subject: 'Déployé', text: 'demo serves 4f2a' })
    mailer.close()
    expect(taken).toMatchObject([{ from: 'fun@example.org', to: ['ops@example.org'] }])
    expect(taken[0]?.message).toContain('Subject: =?UTF-8?')
    expect(taken[0]?.message).toContain('demo serves 4f2a')
  })

  it('signs in as the URL says', async () => {
    const { url, taken } = await relay({
      authMethods: ['PLAIN'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, callback) =>
        password === 'p@ss' ? callback(null, { user: username ?? '' }) : callback(new Error('wrong')),
    })
    const good = createMailer({ smtpUrl: url('fun:p%40ss@'), from: 'fun@example.org' })
    await good.send({ to: 'ops@example.org', subject: 's', text: 't' })
    expect(taken[0]?.user).toBe('fun')
    const bad = createMailer({ smtpUrl: url('fun:wrong-word@'), from: 'fun@example.org' })
    const failure = bad.send({ to: 'ops@example.org', subject: 's', text: 't' })
    await expect(failure).rejects.toMatchObject({ name: 'MailFailed', permanent: false })
    await expect(failure).rejects.not.toThrow('wrong-word')
  })

  it('one address stays one, and a line break in a subject makes no header', async () => {
    const { url, taken } = await relay()
    const mailer = createMailer({ smtpUrl: url(), from: 'fun@example.org' })
    const to = 'ops@example.org, other@example.org'
    await mailer.send({ to, subject: 'a\r\nBcc: third@example.org', text: 't' }).catch(() => undefined)
    expect(taken.flatMap((each) => each.to)).not.toContain('other@example.org')
    expect(taken.flatMap((each) => each.to)).not.toContain('third@example.org')
    expect(taken.map(({ message }) => message).join('')).not.toMatch(/^Bcc:/im)
  })

  it('says whether the relay will ever take a message', async () => {
    const answerWith = (responseCode: number) =>
      relay({
        onRcptTo: (_address, _session, callback) => callback(Object.assign(new Error('no such box'), { responseCode })),
      })
    const send = async (smtpUrl: string) =>
      createMailer({ smtpUrl, from: 'fun@example.org' }).send({ to: 'x@example.org', subject: 's', text: 't' })
    await expect(send((await answerWith(550)).url())).rejects.toMatchObject({ permanent: true })
    await expect(send((await answerWith(451)).url())).rejects.toMatchObject({ permanent: false })
    await expect(send('smtp://127.0.0.1:1')).rejects.toMatchObject({ name: 'MailFailed', permanent: false })
  })
})
