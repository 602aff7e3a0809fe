import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAddressGuard } from '../../address-guard.ts'
import type { Message } from '../../notifications/message.ts'
import { type HttpCounterpart, startHttpCounterpart } from '../../testing/http-counterpart.ts'
import { type MailRelay, startMailRelay } from '../../testing/mail-relay.ts'
import { createMailer, type Mailer } from '../mail/mailer.ts'
import { createOutgoing, type Outgoing } from '../outgoing/outgoing.ts'
import { type StoredSettings, sendMessage } from './send.ts'

/** Everything in it comes from other people, and tries to be more than text. */
const message: Message = {
  id: '0198f3c2-0000-7000-8000-000000000001',
  event: 'deploy.failed',
  severity: 'error',
  at: new Date('2026-11-25T10:00:00Z'),
  content: {
    title: 'demo: deploy failed',
    sentence: 'No module <!channel> @everyone [x](http://evil.example) *named* `x`.',
    cure: 'Add it to the requirements.',
    environment: { id: '0198f3c2-0000-7000-8000-000000000002', name: 'demo' },
    operation: { id: '0198f3c2-0000-7000-8000-000000000003', kind: 'deploy', trigger: 'webhook platform' },
    commit: { id: '4f2a1b3c4d5e6f708192a3b4c5d6e7f8091a2b3c', subject: 'Fix <@U1> @here & "quotes"' },
    reference: 'main',
    durationSeconds: 95,
  },
  link: 'https://fun.example.org/operations/0198f3c2-0000-7000-8000-000000000003',
}
const bare: Message = {
  ...message,
  event: 'test',
  severity: 'info',
  content: {
    title: 'Test',
    sentence: 'It works.',
    cure: null,
    environment: null,
    operation: null,
    commit: null,
    reference: null,
    durationSeconds: null,
  },
  link: undefined,
}

let service: HttpCounterpart
let relay: MailRelay
let outgoing: Outgoing
let mail: Mailer
beforeAll(async () => {
  service = await startHttpCounterpart()
  relay = await startMailRelay()
  outgoing = createOutgoing({ guard: createAddressGuard(['127.0.0.1']) })
  mail = createMailer({ smtpUrl: relay.url(), from: 'FUN <fun@example.org>' })
})
afterAll(async () => {
  await outgoing.close()
  mail.close()
  await relay.stop()
  await service.stop()
})
beforeEach(() => {
  service.received.length = 0
  relay.taken.length = 0
  service.answer(() => ({ status: 200, body: 'ok' }))
})

const send = (settings: StoredSettings, what: Message = message) =>
  sendMessage({ outgoing, mail }, settings, what, AbortSignal.timeout(10_000))

/** The JSON that the service got, at its path. */
async function sent(settings: StoredSettings, what: Message = message) {
  expect(await send(settings, what)).toMatchObject({ kind: 'delivered' })
  const [call] = service.received
  expect(service.received).toHaveLength(1)
  expect(call).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } })
  return { call, body: JSON.parse(call?.body ?? 'null') }
}

describe('Slack', () => {
  it('gets text, a colour and plain-text blocks, in which nothing calls anybody', async () => {
    const { call, body } = await sent({ kind: 'slack', url: `${service.url}/services/T0/B0/abcdefghijklmnopqrst` })
    expect(call?.path).toBe('/services/T0/B0/abcdefghijklmnopqrst')
    expect(body.text).toBe('demo: deploy failed')
    expect(body.attachments).toHaveLength(1)
    const [{ color, blocks }] = body.attachments
    expect(color).toMatch(/^#[0-9a-f]{6}$/)
    expect(blocks.map(({ type }: { type: string }) => type)).toEqual(['section', 'section', 'context'])
    expect(blocks[0].text).toEqual({
      type: 'plain_text',
      text: `${message.content.sentence} ${message.content.cure}`,
      emoji: false,
    })
    expect(blocks[1].fields.map(({ text }: { text: string }) => text)).toEqual([
      'Environment\ndemo',
      'Reference\nmain',
      'Commit\n4f2a1b3c4d Fix <@U1> @here & "quotes"',
      'Triggered by\nwebhook platform',
      'Duration\n1 min 35 s',
    ])
    expect(blocks[2].elements[0]).toEqual({ type: 'mrkdwn', text: `<${message.link}|Open in the portal>` })
  })

  it('escapes what begins a mention in its only text with markup', async () => {
    const named = { ...message, content: { ...message.content, title: '<!channel> & co' } }
    const { body } = await sent({ kind: 'slack', url: `${service.url}/x` }, named)
    expect(body.text).toBe('&lt;!channel&gt; &amp; co')
  })
})

describe('Mattermost', () => {
  it('gets a message attachment with fields', async () => {
    const { body } = await sent({ kind: 'mattermost', url: `${service.url}/hooks/abc` })
    const [attachment] = body.attachments
    expect(attachment).toMatchObject({
      fallback: 'demo: deploy failed',
      title: 'demo: deploy failed',
      title_link: message.link,
    })
    expect(attachment.fields[0]).toEqual({ short: true, title: 'Environment', value: 'demo' })
    expect(attachment.text).not.toMatch(/@everyone|(?<!\\)\[x/)
  })
})

describe('Microsoft Teams', () => {
  it('gets an Adaptive Card in a message', async () => {
    const { body } = await sent({ kind: 'microsoft-teams', url: `${service.url}/workflows/1?sig=secret` })
    expect(body.type).toBe('message')
    expect(body.attachments[0].contentType).toBe('application/vnd.microsoft.card.adaptive')
    const { content } = body.attachments[0]
    expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' })
    expect(content.body[0]).toMatchObject({ type: 'TextBlock', text: 'demo: deploy failed', color: 'Attention' })
    expect(content.body[1].text).not.toMatch(/(?<!\\)\[x/)
    expect(content.body[2].facts[0]).toEqual({ title: 'Environment', value: 'demo' })
    expect(content.actions).toEqual([{ type: 'Action.OpenUrl', title: 'Open in the portal', url: message.link }])
  })
})

describe('Discord', () => {
  it('gets an embed that mentions nobody, and is asked to answer after it has it', async () => {
    const { call, body } = await sent({ kind: 'discord', url: `${service.url}/api/webhooks/1/token?thread_id=7` })
    expect(call?.path).toBe('/api/webhooks/1/token?thread_id=7&wait=true')
    expect(body.allowed_mentions).toEqual({ parse: [] })
    expect(body.embeds[0]).toMatchObject({
      title: 'demo: deploy failed',
      url: message.link,
      color: 0xed4245,
      timestamp: '2026-11-25T10:00:00.000Z',
    })
    expect(body.embeds[0].fields[0]).toEqual({ name: 'Environment', value: 'demo', inline: true })
  })
})

describe('ntfy', () => {
  it('gets JSON at the root of its server, with the token', async () => {
    const { call, body } = await sent({ kind: 'ntfy', server: service.url, topic: 'fun-alerts', token: 'tk_abc' })
    expect(call?.path).toBe('/')
    expect(call?.headers.authorization).toBe('Bearer tk_abc')
    expect(body).toMatchObject({
      topic: 'fun-alerts',
      title: 'demo: deploy failed',
      priority: 5,
      tags: ['rotating_light'],
      click: message.link,
    })
    expect(body.message).toContain('Commit: 4f2a1b3c4d')
  })
})

describe('a webhook', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

  it('is signed so that the library of Standard Webhooks takes it, and only unchanged', async () => {
    const { call, body } = await sent({ kind: 'webhook', url: `${service.url}/in`, secret })
    const headers = Object.fromEntries(
      Object.entries(call?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    )
    expect(new Webhook(secret).verify(call?.body ?? '', headers)).toEqual(body)
    expect(() => new Webhook(secret).verify(`${call?.body} `, headers)).toThrow()
    expect(headers['webhook-id']).toBe(message.id)
    expect(body).toEqual({
      type: 'deploy.failed',
      timestamp: '2026-11-25T10:00:00.000Z',
      data: { severity: 'error', ...message.content, url: message.link },
    })
  })
})

describe('mail', () => {
  it('reaches every address as plain text, and asks for no automatic reply', async () => {
    const outcome = await send({ kind: 'mail', to: ['ops@example.org', 'dev@example.org'] })
    expect(outcome).toMatchObject({ kind: 'delivered' })
    const [taken] = relay.taken
    expect(taken?.to).toEqual(['ops@example.org', 'dev@example.org'])
    expect(taken?.message).toContain('Subject: [FUN] demo: deploy failed')
    expect(taken?.message).toContain('Auto-Submitted: auto-generated')
    expect(taken?.message).toContain(`Message-ID: <${message.id}@fun-platform>`)
    expect(taken?.message).toContain('Environment:  demo')
  })

  it('says how to make it work where no relay is configured', async () => {
    const settings: StoredSettings = { kind: 'mail', to: ['ops@example.org'] }
    const outcome = await sendMessage({ outgoing, mail: undefined }, settings, message, AbortSignal.timeout(1_000))
    expect(outcome).toEqual({ kind: 'refused', answer: expect.stringContaining('FUN_SMTP_URL') })
  })
})

describe('every channel', () => {
  const channels = (): StoredSettings[] => [
    { kind: 'slack', url: service.url },
    { kind: 'mattermost', url: service.url },
    { kind: 'microsoft-teams', url: service.url },
    { kind: 'discord', url: service.url },
    { kind: 'ntfy', server: service.url, topic: 'alerts' },
    { kind: 'webhook', url: service.url, secret: `whsec_${Buffer.alloc(32).toString('base64')}` },
  ]

  it('sends a message that has neither facts nor link', async () => {
    for (const settings of channels()) {
      service.received.length = 0
      await sent(settings, bare)
    }
    expect(await send({ kind: 'mail', to: ['ops@example.org'] }, bare)).toMatchObject({ kind: 'delivered' })
  })

  it('tells what may pass from what will not, and heeds the time that the service names', async () => {
    for (const [status, kind] of [
      [500, 'failed'],
      [503, 'failed'],
      [429, 'failed'],
      [408, 'failed'],
      [400, 'refused'],
      [401, 'refused'],
      [404, 'refused'],
      [410, 'refused'],
    ] as const) {
      service.answer(() => ({ status, body: 'no_service', headers: { 'retry-after': '7' } }))
      const outcome = await send({ kind: 'slack', url: service.url })
      expect(outcome).toMatchObject({ kind, answer: `HTTP ${status}: no_service` })
      if (kind === 'failed') expect(outcome).toMatchObject({ retryAfterSeconds: 7 })
    }
    service.answer(() => ({ status: 429, headers: { 'retry-after': '0.6' } }))
    expect(await send({ kind: 'discord', url: service.url })).toMatchObject({ kind: 'failed', retryAfterSeconds: 1 })
  })

  it('reaches no private address, at once and after a redirect', async () => {
    for (const settings of channels()) {
      const target = {
        ...settings,
        ...('server' in settings ? { server: 'http://127.0.0.2' } : { url: 'http://127.0.0.2' }),
      }
      expect(await send(target)).toEqual({ kind: 'refused', answer: '127.0.0.2 is a private address.' })
    }
    service.answer(() => ({ status: 307, headers: { location: 'http://169.254.169.254/latest/meta-data' } }))
    const outcome = await send({ kind: 'webhook', url: service.url, secret: 'whsec_AAAA' })
    expect(outcome).toEqual({ kind: 'refused', answer: '169.254.169.254 is a private address.' })
  })

  it('shows no URL or token, though the service repeats them', async () => {
    const url = `${service.url}/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx`
    service.answer(({ path }) => ({ status: 404, body: `no hook at ${path} or ${url}` }))
    const slack = await send({ kind: 'slack', url })
    expect(slack.answer).toContain('[redacted]')
    expect(slack.answer).not.toContain('abcdefghijklmnopqrstuvwx')
    service.answer(({ headers }) => ({ status: 401, body: `bad ${headers.authorization}` }))
    const ntfy = await send({ kind: 'ntfy', server: service.url, topic: 'secret-topic', token: 'tk_very_secret' })
    expect(ntfy.answer).not.toContain('tk_very_secret')
  })
})
