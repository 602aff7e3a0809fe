import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepAnswer, releaseKey, takeKey } from '../idempotency/keys.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('idempotency')
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  const specification = { kind: 'production', release: 'teak', lms: { port: 21_000 }, cms: { port: 21_001 } }
  await api.call('POST', '/environments', { name: 'demo', source: 'platform', specification })
})
afterAll(() => api.stop())

const post = (path: string, body: object, key: string, token = api.token) =>
  api.call('POST', path, body, { authorization: `Bearer ${token}`, 'idempotency-key': key })
const rows = () => api.installation.deps.store.idempotencyKey
const operations = () => api.installation.deps.store.operation.count({ where: { kind: 'plan' } })

describe('a POST with an Idempotency-Key', () => {
  it('that is repeated is answered as the first time, to the byte, and does nothing twice', async () => {
    const before = await operations()
    const first = await post('/environments/demo/plans', {}, 'once')
    const again = await post('/environments/demo/plans', {}, 'once')
    expect(first.status).toBe(202)
    expect([again.status, again.text, again.headers.location]).toEqual([202, first.text, first.headers.location])
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true'])
    expect(again.type).toBe(first.type)
    expect(await operations()).toBe(before + 1)
    expect((await post('/environments/demo/plans', {}, 'another')).body.id).not.toBe(first.body.id)
  })

  it('of another request is refused, also when only the address differs', async () => {
    await post('/environments/demo/plans', { reference: 'main' }, 'taken')
    const other = await post('/environments/demo/plans', { reference: 'other' }, 'taken')
    expect(other.status).toBe(422)
    expect(other.body).toMatchObject({
      code: 'idempotency-key-reused',
      errors: [{ path: 'headers.idempotency-key' }],
      cure: expect.stringContaining('new Idempotency-Key'),
    })
    expect((await post('/environments/other/plans', { reference: 'main' }, 'taken')).status).toBe(404)
    expect((await post('/environments/demo/deployments', {}, 'taken')).status).toBe(202)
  })

  it('that came while the first runs is refused, and only one of many at once does anything', async () => {
    const before = await operations()
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/environments/demo/plans', {}, 'at-once')))
    const accepted = answers.filter(({ status }) => status === 202)
    const refused = answers.filter(({ status }) => status === 409)
    expect(accepted.length + refused.length).toBe(8)
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1)
    for (const { body } of refused) expect(body.code).toBe('idempotency-key-in-use')
    expect(await operations()).toBe(before + 1)
  })

  it('that was refused may be sent again with the same key', async () => {
    const body = { name: 'later', url: 'ftp://example.org/later.git' }
    expect((await post('/sources', body, 'mended')).status).toBe(422)
    expect((await post('/sources', { ...body, url: 'https://example.org/later.git' }, 'mended')).status).toBe(201)
  })

  it('is another principal’s own', async () => {
    const { store } = api.installation.deps
    await post('/environments/demo/plans', {}, 'mine')
    await store.idempotencyKey.updateMany({ where: { key: 'mine' }, data: { principalId: 'somebody else' } })
    const again = await post('/environments/demo/plans', {}, 'mine')
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([202, undefined])
  })

  it('is forgotten after a day, and one whose process died is free after a minute', async () => {
    const use = { principalId: 'p', route: 'POST /x', key: 'old' }
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
    await rows().create({ data: { ...use, requestHash: 'h', createdAt: hoursAgo(25) } })
    const first = await post('/environments/demo/plans', {}, 'day')
    expect(await rows().count({ where: use })).toBe(0)
    await rows().updateMany({ where: { key: 'day' }, data: { createdAt: hoursAgo(25) } })
    expect((await post('/environments/demo/plans', {}, 'day')).body.id).not.toBe(first.body.id)
    await rows().updateMany({ where: { key: 'day' }, data: { answerEncrypted: null } })
    expect((await post('/environments/demo/plans', {}, 'day')).status).toBe(409)
    await rows().updateMany({ where: { key: 'day' }, data: { createdAt: hoursAgo(0.1) } })
    expect((await post('/environments/demo/plans', {}, 'day')).status).toBe(202)
  })

  it('that took over from one that was too slow is not undone by what that one answers after all', async () => {
    const { deps } = api.installation
    const use = { principalId: 'p', route: 'POST /x', key: 'slow' }
    const request = () => ({ ...use, claimId: randomUUID() })
    const answer = (body: string) => ({ status: 201, headers: {}, body })
    const [slow, next, later] = [request(), request(), request()]
    expect(await takeKey(deps, slow, 'hash')).toBeUndefined()
    await rows().updateMany({ where: use, data: { createdAt: new Date(Date.now() - 61_000) } })
    expect(await takeKey(deps, next, 'hash')).toBeUndefined()
    await keepAnswer(deps, slow, answer('late'))
    await releaseKey(deps, slow)
    await expect(takeKey(deps, later, 'hash')).rejects.toMatchObject({ code: 'idempotency-key-in-use' })
    await keepAnswer(deps, next, answer('of the one that holds it'))
    await keepAnswer(deps, slow, answer('late'))
    expect(await takeKey(deps, later, 'hash')).toEqual(answer('of the one that holds it'))
  })

  it('leaves no secret readable in PostgreSQL', async () => {
    const answer = await post('/sources/platform/webhook-secret', {}, 'secret')
    expect(answer.status).toBe(201)
    expect((await post('/sources/platform/webhook-secret', {}, 'secret')).text).toBe(answer.text)
    const { answerEncrypted } = await rows().findFirstOrThrow({ where: { key: 'secret' } })
    expect(Buffer.from(answerEncrypted ?? []).includes(String(answer.body.secret))).toBe(false)
  })

  it('is not looked at where no credential is asked for: there the body is not touched before its signature is checked', async () => {
    const { secret } = (await api.call('POST', '/sources/platform/webhook-secret', {})).body
    const deliver = (key: string, body: string, signature: string) =>
      api.call('POST', '/webhooks/generic/platform', body, {
        authorization: `Bearer ${api.token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
        'x-delivery': key.slice(0, 10),
        'x-signature-256': `sha256=${signature}`,
      })
    const sign = (body: string) => createHmac('sha256', String(secret)).update(body).digest('hex')
    const before = await rows().count()
    const body = '{"ref": "refs/heads/nobody-follows-this"}'
    expect((await deliver('hook', body, sign(body))).status).toBe(202)
    expect(await rows().count()).toBe(before)
    for (const key of ['hook', 'two words']) expect((await deliver(key, body, '0'.repeat(64))).status).toBe(401)
    const other = '{"ref": "refs/heads/another"}'
    expect((await deliver('hook-other', other, sign(other))).headers).not.toHaveProperty('idempotency-replayed')
  })

  it('must be one', async () => {
    for (const key of ['', 'x'.repeat(256), 'two words']) {
      const answer = await post('/environments/demo/plans', {}, key)
      expect(answer.status).toBe(422)
      expect(answer.body.errors).toMatchObject([{ path: 'headers.idempotency-key' }])
    }
  })
})
