import { createHmac } from 'node:crypto'
import { delivery, page, webhookAnswer, webhookSecret } from '@fun/contract/resources'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimOperation } from '../operations/claim.ts'
import { enqueueOperation } from '../operations/enqueue.ts'
import { finishOperation } from '../operations/finish.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

let api: TestApi
let nextPort = 30_000
beforeAll(async () => {
  api = await startTestApi('webhooks', { FUN_CONCURRENCY: '16', FUN_LEASE_SECONDS: '30' })
})
afterAll(() => api.stop())

const commit = (digit: string) => digit.repeat(40)
const main = (after = commit('a')) =>
  JSON.stringify({ ref: 'refs/heads/main', after, repository: { full_name: 'x/y' } })
const signed = (secret: string, body: string | Buffer) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** A source with a webhook secret. */
async function makeSource(name: string): Promise<{ name: string; secret: string; url: string }> {
  await api.call('POST', '/sources', { name, url: 'https://example.org/platform.git' })
  const { secret, url } = await rotate(name)
  return { name, secret, url }
}
const rotate = async (name: string) =>
  webhookSecret.parse((await api.call('POST', `/sources/${name}/webhook-secret`)).body)

async function makeEnvironment(name: string, source: string, more: object = {}): Promise<string> {
  nextPort += 10
  const answer = await api.call('POST', '/environments', {
    name,
    source,
    specification: { kind: 'production', release: 'teak', lms: { port: nextPort }, cms: { port: nextPort + 1 } },
    ...more,
  })
  expect(answer.status, answer.text).toBe(201)
  return String(answer.body.id)
}

async function post(source: string, body: string | Buffer, headers: Record<string, string>) {
  return api.app.inject({
    method: 'POST',
    url: `/api/v1/webhooks/generic/${source}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: body,
  })
}
async function deliver(source: { name: string; secret: string }, body: string, headers: Record<string, string> = {}) {
  const answer = await post(source.name, body, { 'x-signature-256': signed(source.secret, body), ...headers })
  expect(answer.statusCode, answer.payload).toBe(202)
  return webhookAnswer.parse(answer.json())
}
const deliveries = async (source: string) =>
  page(delivery).parse((await api.call('GET', `/sources/${source}/deliveries`)).body).items
const deploysOf = (environmentId: string) =>
  api.installation.deps.store.operation.findMany({ where: { environmentId, kind: 'deploy' }, orderBy: { id: 'asc' } })

/** As a worker that deploys it: the commit serves then. */
async function serve(environmentId: string, operationId: string, served: string): Promise<void> {
  const { deps } = api.installation
  const result = await claimOperation(deps, { operationId, holder: 'worker' })
  if (result.kind !== 'claimed') throw new Error(JSON.stringify(result))
  await finishOperation(deps, result.claim, { state: 'succeeded', result: { commit: served } })
  const newest = await deps.store.revision.count({ where: { environmentId } })
  const revision = await deps.store.revision.create({
    data: {
      environmentId,
      number: newest + 1,
      commit: served,
      specification: {},
      imageIds: {},
      configurationHash: '',
      staticGeneration: '',
      secretVersions: {},
      renderInput: {},
      state: 'serving',
    },
  })
  await deps.store.environment.update({
    where: { id: environmentId },
    data: { servingRevisionId: revision.id, wantedState: 'running' },
  })
}

describe('a signed delivery', () => {
  it('queues one deploy for each environment that follows the branch, and says so', async () => {
    const source = await makeSource('two')
    const [one, two] = [await makeEnvironment('two-a', 'two'), await makeEnvironment('two-b', 'two')]
    const other = await makeEnvironment('two-c', 'two', { reference: 'release' })
    const answer = await deliver(source, main())
    expect(answer.outcome).toBe('A deploy of two-a is queued. A deploy of two-b is queued.')
    expect(answer.operations).toMatchObject([
      { kind: 'deploy', state: 'queued', trigger: 'webhook two', environment: { name: 'two-a' } },
      { kind: 'deploy', state: 'queued', trigger: 'webhook two', environment: { name: 'two-b' } },
    ])
    expect(await deploysOf(one)).toMatchObject([{ input: { reference: 'main', pushedCommit: commit('a') } }])
    expect(await deploysOf(two)).toHaveLength(1)
    expect(await deploysOf(other)).toEqual([])
    expect(await deliveries('two')).toMatchObject([
      { ref: 'refs/heads/main', commit: commit('a'), operationIds: answer.operations.map(({ id }) => id) },
    ])
  })

  it('that is repeated gets the first answer and starts nothing', async () => {
    const source = await makeSource('again')
    const environment = await makeEnvironment('again-a', 'again')
    const named = { 'x-delivery': 'delivery-1' }
    const first = await deliver(source, main(), named)
    expect(first.deliveryId).toBe('delivery-1')
    await deliver(source, main(commit('b')), { 'x-github-delivery': 'delivery-2' })
    const again = await deliver(source, main(), named)
    expect(again).toMatchObject({ outcome: first.outcome, operations: [{ id: first.operations[0]?.id }] })
    expect(await deploysOf(environment)).toHaveLength(2)
    const unnamed = await deliver(source, main(commit('c')))
    expect(await deliver(source, main(commit('c')))).toMatchObject({ deliveryId: unnamed.deliveryId })
    expect(await deploysOf(environment)).toHaveLength(3)
  })

  it('that comes twice at the same moment is handled once', async () => {
    const source = await makeSource('together')
    const environment = await makeEnvironment('together-a', 'together')
    const answers = await Promise.all([1, 2, 3, 4].map(() => deliver(source, main(), { 'x-delivery': 'same' })))
    expect(new Set(answers.map(({ operations }) => operations[0]?.id)).size).toBe(1)
    expect(await deploysOf(environment)).toHaveLength(1)
    expect(await deliveries('together')).toHaveLength(1)
  })

  it.each([
    ['a branch that nobody follows', { ref: 'refs/heads/topic', after: commit('a') }, 'follows the branch topic'],
    ['a tag', { ref: 'refs/tags/v1', after: commit('a') }, 'follows the tag v1'],
    ['a deleted branch', { ref: 'refs/heads/main', after: commit('0') }, 'The branch main was deleted'],
  ])('of %s starts nothing and says why', async (_what, body, outcome) => {
    const name = `none-${body.ref.length}-${body.after.slice(0, 1)}`
    const source = await makeSource(name)
    const environment = await makeEnvironment(`${name}-a`, name)
    const answer = await deliver(source, JSON.stringify(body))
    expect(answer).toMatchObject({ operations: [], outcome: expect.stringContaining(outcome) })
    expect(await deploysOf(environment)).toEqual([])
    expect(await deliveries(name)).toMatchObject([{ outcome: answer.outcome }])
  })

  it('leaves development environments, those that were told so, and destroyed ones alone, and says why', async () => {
    const source = await makeSource('off')
    const off = await makeEnvironment('off-a', 'off', { autoDeploy: false })
    const gone = await makeEnvironment('off-b', 'off')
    const stopped = await makeEnvironment('off-c', 'off')
    const { deps } = api.installation
    await deps.store.environment.update({ where: { id: gone }, data: { wantedState: 'destroyed' } })
    await deps.store.environment.update({ where: { id: stopped }, data: { wantedState: 'stopped' } })
    const development = await makeEnvironment('off-d', 'off', {
      specification: {
        kind: 'development',
        lms: { port: 31_000, developmentPort: 31_001 },
        cms: { port: 31_002, developmentPort: 31_003 },
      },
    })
    const answer = await deliver(source, main())
    expect(answer.operations).toEqual([])
    expect(answer.outcome).toBe(
      'off-a does not deploy by itself (autoDeploy is off). off-b is destroyed. off-c is stopped. off-d does not deploy by itself (autoDeploy is off).',
    )
    await api.call('PATCH', `/environments/${off}`, { autoDeploy: true })
    expect((await api.call('GET', `/environments/${development}`)).body.autoDeploy).toBe(false)
    expect((await deliver(source, main(commit('b')))).operations).toMatchObject([{ environment: { name: 'off-a' } }])
  })

  it('follows a tag that an environment names, and a branch by its whole name', async () => {
    const source = await makeSource('tags')
    await makeEnvironment('tags-a', 'tags', { reference: 'v1' })
    await makeEnvironment('tags-b', 'tags', { reference: 'refs/heads/main' })
    const tag = await deliver(source, JSON.stringify({ ref: 'refs/tags/v1', after: commit('a') }))
    expect(tag.operations).toMatchObject([{ environment: { name: 'tags-a' } }])
    expect((await deliver(source, main())).operations).toMatchObject([{ environment: { name: 'tags-b' } }])
  })

  it('of a commit that is on its way or served already starts nothing; a force-push away and back is deployed', async () => {
    const source = await makeSource('served')
    const environment = await makeEnvironment('served-a', 'served')
    const [first] = (await deliver(source, main())).operations
    const same = await deliver(source, main(), { 'x-delivery': 'another' })
    expect(same.outcome).toContain(`is being deployed at that commit already (operation ${first?.id})`)
    await serve(environment, first?.id ?? '', commit('a'))
    expect((await deliver(source, main(), { 'x-delivery': 'third' })).outcome).toContain('serves that commit already')
    const [away] = (await deliver(source, main(commit('b')))).operations
    const back = await deliver(source, main(), { 'x-delivery': 'fourth' })
    expect(back.operations).toHaveLength(1)
    expect((await deploysOf(environment)).find(({ id }) => id === away?.id)?.state).toBe('superseded')
  })

  it('needs no commit', async () => {
    const source = await makeSource('bare')
    const environment = await makeEnvironment('bare-a', 'bare')
    expect((await deliver(source, '{"ref": "refs/heads/main"}')).operations).toHaveLength(1)
    expect(await deploysOf(environment)).toMatchObject([{ input: { reference: 'main' } }])
  })

  it('ends a running deploy of an older commit', async () => {
    const source = await makeSource('newest')
    await makeEnvironment('newest-a', 'newest')
    const [older] = (await deliver(source, main())).operations
    await claimOperation(api.installation.deps, { operationId: older?.id ?? '', holder: 'worker' })
    const [newer] = (await deliver(source, main(commit('b')))).operations
    expect((await api.call('GET', `/operations/${older?.id}`)).body).toMatchObject({
      state: 'cancelling',
      result: { supersededBy: newer?.id },
    })
  })

  it('is remembered with its operations or not at all', async () => {
    const source = await makeSource('atomic')
    const environment = await makeEnvironment('atomic-a', 'atomic')
    const { store } = api.installation.deps
    await store.$executeRawUnsafe(`ALTER TABLE "Delivery" ADD CONSTRAINT refused CHECK ("deliveryId" <> 'refused')`)
    const body = main()
    const answer = await post('atomic', body, {
      'x-signature-256': signed(source.secret, body),
      'x-delivery': 'refused',
    })
    await store.$executeRawUnsafe(`ALTER TABLE "Delivery" DROP CONSTRAINT refused`)
    expect(answer.statusCode).toBe(500)
    expect(await deploysOf(environment)).toEqual([])
    expect(await deliveries('atomic')).toEqual([])
  })
})

describe('a delivery that is not signed right', () => {
  it('is refused like one to a source that is not there, and leaves no trace', async () => {
    const source = await makeSource('forged')
    await api.call('POST', '/sources', { name: 'unsigned', url: 'https://example.org/platform.git' })
    const environment = await makeEnvironment('forged-a', 'forged')
    const body = main()
    const withoutInstance = (text: string) => text.replace(/"instance":"[^"]*"/, '')
    const answers = [
      await post('forged', body, { 'x-signature-256': signed('other', body) }),
      await post('forged', body, {}),
      await post('forged', `${body} `, { 'x-signature-256': signed(source.secret, body) }),
      await post('unsigned', body, { 'x-signature-256': signed(source.secret, body) }),
      await post('absent', body, { 'x-signature-256': signed(source.secret, body) }),
      await post('absent', 'no json', {}),
    ]
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401)
      expect(withoutInstance(answer.payload)).toBe(withoutInstance(answers[0]?.payload ?? ''))
    }
    expect(await deliveries('forged')).toEqual([])
    expect(await deploysOf(environment)).toEqual([])
  })

  it('is not helped by the owner token', async () => {
    await makeSource('token')
    expect((await post('token', main(), { authorization: `Bearer ${api.token}` })).statusCode).toBe(401)
  })
})

describe('a body', () => {
  it('is signed byte for byte, whatever its type, and GitHub’s header is taken', async () => {
    const source = await makeSource('bytes')
    await makeEnvironment('bytes-a', 'bytes')
    const body = Buffer.from('{ "ref":  "refs/heads/main",\n "pusher": "Zo\u00eb \ud83d\ude80" }\r\n')
    const answer = await post('bytes', body, {
      'content-type': 'text/plain',
      'x-hub-signature-256': signed(source.secret, body),
    })
    expect(answer.statusCode, answer.payload).toBe(202)
  })

  it.each(['', 'no json', '[]', '{}', '{"ref": 7}', '{"ref": "main"}', '{"ref": "refs/heads/main", "after": "short"}'])(
    'that does not say what was pushed is refused with what to send: %s',
    async (body) => {
      const source = await makeSource(`bad-${Buffer.from(body).toString('hex').slice(-20)}x`)
      const answer = await post(source.name, body, { 'x-signature-256': signed(source.secret, body) })
      expect(answer.statusCode).toBe(422)
      expect(answer.json()).toMatchObject({ code: 'invalid-request', cure: expect.stringContaining('"ref"') })
      expect(await deliveries(source.name)).toEqual([])
    },
  )

  it('may have 25 MB here, and not one byte more', async () => {
    const source = await makeSource('large')
    const start = '{"ref": "refs/heads/none", "commits": "'
    const body = `${start}${'x'.repeat(25 * 1024 * 1024 - start.length - 2)}"}`
    expect((await deliver(source, body)).operations).toEqual([])
    const larger = `${body} `
    const answer = await post('large', larger, { 'x-signature-256': signed(source.secret, larger) })
    expect(answer.statusCode).toBe(413)
    expect(
      (
        await api.call('POST', '/sources', `{"name": "${'x'.repeat(1_000_000)}"}`, {
          authorization: `Bearer ${api.token}`,
          'content-type': 'application/json',
        })
      ).status,
    ).toBe(413)
  })
})

describe('a webhook secret', () => {
  it('is shown once, and PostgreSQL does not hold it readable', async () => {
    const source = await makeSource('secret')
    expect(source.url).toMatch(/^http:\/\/[^/]+\/api\/v1\/webhooks\/generic\/secret$/)
    expect((await api.call('GET', '/sources/secret')).text).not.toContain(source.secret)
    expect((await api.call('GET', '/sources/secret')).body.hasWebhookSecret).toBe(true)
    const rows = await api.installation.deps.store.webhookSecret.findMany()
    expect(rows.some(({ valueEncrypted }) => Buffer.from(valueEncrypted).includes(source.secret))).toBe(false)
    const audit = await api.installation.deps.store.auditEntry.findMany({
      where: { action: 'source.webhook-secret' },
      omit: { sequence: true },
    })
    expect(JSON.stringify(audit)).not.toContain(source.secret)
  })

  it('that was rotated is taken for a day more, so that no push is lost', async () => {
    const first = await makeSource('rotated')
    const second = await rotate('rotated')
    const third = await rotate('rotated')
    expect(second.previousValidUntil).not.toBeNull()
    for (const [digit, secret] of [
      ['a', first.secret],
      ['b', second.secret],
      ['c', third.secret],
    ] as const)
      await deliver({ name: 'rotated', secret }, main(commit(digit)))
    const { store } = api.installation.deps
    await store.webhookSecret.updateMany({ where: { validUntil: { not: null } }, data: { validUntil: new Date() } })
    const body = main(commit('d'))
    expect((await post('rotated', body, { 'x-signature-256': signed(first.secret, body) })).statusCode).toBe(401)
    await deliver({ name: 'rotated', secret: third.secret }, body)
  })

  it('can be made only by who may change sources', async () => {
    await makeSource('mine')
    expect((await api.call('POST', '/sources/mine/webhook-secret', undefined, {})).status).toBe(401)
    expect((await api.call('POST', '/sources/absent/webhook-secret')).status).toBe(404)
  })
})

describe('deliveries', () => {
  it('are listed newest first in pages, and the last 200 are kept', async () => {
    const source = await makeSource('many')
    const { store } = api.installation.deps
    const { id } = await store.source.findUniqueOrThrow({ where: { name: 'many' } })
    await store.delivery.createMany({
      data: Array.from({ length: 205 }, (_, index) => ({
        sourceId: id,
        deliveryId: `old-${index}`,
        receivedAt: new Date(Date.now() - 1_000_000 + index),
        ref: 'refs/heads/x',
        outcome: 'x',
      })),
    })
    await deliver(source, main(), { 'x-delivery': 'newest' })
    const kept = await store.delivery.findMany({ where: { sourceId: id }, orderBy: { receivedAt: 'asc' } })
    expect(kept).toHaveLength(200)
    expect(kept.at(-1)?.deliveryId).toBe('newest')
    expect(kept[0]?.deliveryId).toBe('old-6')
    const [newest] = await deliveries('many')
    expect(newest?.deliveryId).toBe('newest')
    const answer = page(delivery).parse((await api.call('GET', '/sources/many/deliveries?limit=150')).body)
    const rest = page(delivery).parse(
      (await api.call('GET', `/sources/many/deliveries?limit=150&cursor=${answer.nextCursor}`)).body,
    )
    expect([answer.items.length, rest.items.length, rest.nextCursor]).toEqual([150, 50, null])
  })

  it('go with their source', async () => {
    const source = await makeSource('leaving')
    await deliver(source, main())
    expect((await api.call('DELETE', '/sources/leaving')).status).toBe(204)
    expect((await post('leaving', main(), { 'x-signature-256': signed(source.secret, main()) })).statusCode).toBe(401)
  })
})

it('a deploy that a person asks for counts as newest too', async () => {
  const source = await makeSource('person')
  const environment = await makeEnvironment('person-a', 'person')
  const [pushed] = (await deliver(source, main())).operations
  const asked = await enqueueOperation(api.installation.deps, {
    kind: 'deploy',
    environmentId: environment,
    hostId: api.installation.hostId,
    trigger: 'owner:owner',
    input: { reference: 'main', revisionId: environment },
  })
  expect((await deploysOf(environment)).map(({ id, state }) => [id, state])).toEqual([
    [pushed?.id, 'superseded'],
    [asked.id, 'queued'],
  ])
})
