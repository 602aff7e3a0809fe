import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type HttpCounterpart, startHttpCounterpart } from '../testing/http-counterpart.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

let api: TestApi
let service: HttpCounterpart
beforeAll(async () => {
  service = await startHttpCounterpart()
  api = await startTestApi('notification-routes', { FUN_OUTGOING_ALLOW: '127.0.0.1' })
})
afterAll(async () => {
  await api.stop()
  await service.stop()
})

const items = z.object({ items: z.array(z.record(z.string(), z.unknown())) })
const slack = (path: string) => ({ kind: 'slack', url: `${service.url}${path}` })

describe('channels', () => {
  it('are created, listed, changed and removed, and never show where exactly they lead', async () => {
    const secret = '/services/T0/B0/very-secret-path-of-the-hook'
    const created = await api.call('POST', '/notification-channels', { name: 'team', settings: slack(secret) })
    expect(created).toMatchObject({ status: 201, body: { name: 'team', kind: 'slack', enabled: true, secret: null } })
    expect(created.body.target).toBe(new URL(service.url).host)
    expect(await api.call('POST', '/notification-channels', { name: 'team', settings: slack('/') })).toMatchObject({
      status: 409,
      body: { code: 'name-taken', errors: [{ path: 'name' }] },
    })
    const renamed = await api.call('PATCH', '/notification-channels/team', { name: 'crew', enabled: false })
    expect(renamed).toMatchObject({ status: 200, body: { name: 'crew', enabled: false } })
    const listed = await api.call('GET', '/notification-channels')
    expect(items.parse(listed.body).items).toMatchObject([{ name: 'crew' }])
    const seen = [created, renamed, listed, await api.call('GET', '/notification-channels/crew')]
    for (const { text } of seen) expect(text).not.toContain('very-secret')
    const rows = await api.installation.deps.store.$queryRaw<unknown[]>`
      SELECT encode("settingsEncrypted", 'escape') AS stored, target FROM "NotificationChannel"
      UNION ALL SELECT detail::text, action FROM "AuditEntry"`
    expect(rows.length).toBeGreaterThan(2)
    expect(JSON.stringify(rows)).not.toContain('very-secret')
    expect((await api.call('DELETE', '/notification-channels/crew')).status).toBe(204)
    expect((await api.call('GET', '/notification-channels/crew')).status).toBe(404)
  })

  it('of kind webhook get a secret that only one answer shows', async () => {
    const body = { name: 'hook', settings: { kind: 'webhook', url: `${service.url}/in` } }
    const created = await api.call('POST', '/notification-channels', body)
    expect(created.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect((await api.call('GET', '/notification-channels/hook')).text).not.toContain('whsec_')
    const own = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
    const changed = await api.call('PATCH', '/notification-channels/hook', {
      settings: { ...body.settings, secret: own },
    })
    expect(changed).toMatchObject({ status: 200, body: { secret: null } })
  })

  it.each([
    ['a private address', { kind: 'slack', url: 'http://10.0.0.1/x' }, 'settings.url'],
    ['the machine itself', { kind: 'discord', url: 'http://[::1]:8070/' }, 'settings.url'],
    ['a number that is an address', { kind: 'mattermost', url: 'http://2130706434/' }, 'settings.url'],
    ['credentials in the URL', { kind: 'microsoft-teams', url: 'https://user:pw@example.org/' }, 'settings.url'],
    ['a private ntfy server', { kind: 'ntfy', server: 'http://192.168.1.1', topic: 'alerts' }, 'settings.server'],
    ['an ntfy server with a path', { kind: 'ntfy', server: 'http://127.0.0.1/alerts', topic: 'a' }, 'settings.server'],
    ['mail without a relay', { kind: 'mail', to: ['ops@example.org'] }, 'settings.kind'],
    ['another protocol', { kind: 'slack', url: 'file:///etc/passwd' }, 'settings.url'],
    ['an unknown kind', { kind: 'pager', url: 'https://example.org' }, 'settings.kind'],
    ['an unknown field', { kind: 'slack', url: 'https://example.org', channel: '#x' }, 'settings'],
  ])('refuse %s, naming the field and the cure', async (_what, settings, path) => {
    const { status, body } = await api.call('POST', '/notification-channels', { name: 'refused', settings })
    expect({ status, errors: body.errors }).toMatchObject({ status: 422, errors: [{ path }] })
    expect(body.cure).toMatch(/./)
  })

  it('keep their kind', async () => {
    await api.call('POST', '/notification-channels', { name: 'kept', settings: slack('/') })
    const settings = { kind: 'discord', url: service.url }
    expect(await api.call('PATCH', '/notification-channels/kept', { settings })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'settings.kind' }] },
    })
  })

  it('are tested by a message, and what the service says is answered', async () => {
    await api.call('POST', '/notification-channels', { name: 'tested', settings: slack('/hook') })
    service.received.length = 0
    const good = await api.call('POST', '/notification-channels/tested/test')
    expect(good).toMatchObject({ status: 200, body: { delivered: true, answer: 'HTTP 200: ok' } })
    expect(service.received.map(({ path }) => path)).toEqual(['/hook'])
    expect(service.received[0]?.body).toContain('Test of the channel tested')
    service.answer(() => ({ status: 404, body: 'no_service' }))
    const bad = await api.call('POST', '/notification-channels/tested/test')
    expect(bad).toMatchObject({ status: 200, body: { delivered: false, answer: 'HTTP 404: no_service' } })
    const entries = await api.installation.deps.store.auditEntry.count({
      where: { action: 'notification-channel.test' },
    })
    expect(entries).toBe(2)
  })
})

describe('sources', () => {
  it.each(['https://10.0.0.1/x.git', 'https://2130706434/x.git', 'ssh://git@[::1]/x.git', 'git@192.168.1.1:x.git'])(
    'refuse the private address %s when it is typed, naming the field and the cure',
    async (url) => {
      expect(await api.call('POST', '/sources', { name: 'inside', url })).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'url' }], cure: expect.stringContaining('FUN_OUTGOING_ALLOW') },
      })
    },
  )

  it('take what the server allows, and a name that cannot be looked up now', async () => {
    for (const [name, url] of [
      ['allowed', 'https://127.0.0.1/x.git'],
      ['unknown', 'git@absent.invalid:x.git'],
    ])
      expect((await api.call('POST', '/sources', { name, url })).status).toBe(201)
  })
})

describe('rules', () => {
  it('are created, listed, changed and removed', async () => {
    await api.call('POST', '/notification-channels', { name: 'ruled', settings: slack('/') })
    const created = await api.call('POST', '/notification-rules', { channel: 'ruled', severityMin: 'warning' })
    expect(created).toMatchObject({
      status: 201,
      body: { channel: { name: 'ruled' }, environment: null, events: [], severityMin: 'warning', enabled: true },
    })
    const path = `/notification-rules/${created.body.id}`
    const changed = await api.call('PATCH', path, { events: ['deploy.failed'], enabled: false })
    expect(changed).toMatchObject({
      status: 200,
      body: { events: ['deploy.failed'], severityMin: 'warning', enabled: false },
    })
    expect(items.parse((await api.call('GET', '/notification-rules')).body).items).toHaveLength(1)
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect((await api.call('GET', path)).status).toBe(404)
  })

  it.each([
    ['a channel that is not there', { channel: 'nowhere' }, 'channel'],
    ['an environment that is not there', { channel: 'ruled', environment: 'nowhere' }, 'environment'],
    ['an event that is not known', { channel: 'ruled', events: ['deploy.exploded'] }, 'events.0'],
    ['a severity that is not known', { channel: 'ruled', severityMin: 'fatal' }, 'severityMin'],
  ])('refuse %s', async (_what, body, path) => {
    expect(await api.call('POST', '/notification-rules', body)).toMatchObject({
      status: 422,
      body: { errors: [{ path }] },
    })
  })
})

describe('deliveries', () => {
  it('of a channel are listed with what came of each', async () => {
    const { store } = api.installation.deps
    const channel = await store.notificationChannel.findUniqueOrThrow({ where: { name: 'ruled' } })
    const content = {
      title: 'demo: deploy failed',
      sentence: 's',
      cure: null,
      environment: null,
      operation: null,
      commit: null,
      reference: null,
      durationSeconds: null,
    }
    await store.notification.create({
      data: {
        event: 'deploy.failed',
        severity: 'error',
        content,
        deliveries: { create: { channelId: channel.id, state: 'failed', attempts: 1, answer: 'HTTP 404: no_service' } },
      },
    })
    const listed = await api.call('GET', '/notification-deliveries?channel=ruled&state=failed')
    expect(items.parse(listed.body).items).toMatchObject([
      {
        event: 'deploy.failed',
        state: 'failed',
        attempts: 1,
        answer: 'HTTP 404: no_service',
        nextAttemptAt: null,
        content,
      },
    ])
    expect(items.parse((await api.call('GET', '/notification-deliveries?state=pending')).body).items).toEqual([])
    expect((await api.call('GET', '/notification-deliveries?channel=nowhere')).status).toBe(404)
    const shown = await api.call('GET', '/notification-channels/ruled')
    expect(shown.body.lastDelivery).toMatchObject({ state: 'failed', answer: 'HTTP 404: no_service' })
  })

  it('that wait are dropped when their channel is switched off', async () => {
    const { store } = api.installation.deps
    await store.notificationDelivery.updateMany({ data: { state: 'pending', attempts: 0 } })
    await api.call('PATCH', '/notification-channels/ruled', { enabled: false })
    expect(await store.notificationDelivery.findMany()).toMatchObject([
      { state: 'failed', answer: 'The channel was switched off.' },
    ])
  })
})
