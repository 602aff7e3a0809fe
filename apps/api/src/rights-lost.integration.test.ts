import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from './accounts/sessions.ts'
import { createWorkerDeps } from './deps-worker.ts'
import { claimOperation } from './operations/claim.ts'
import { enqueueOperation } from './operations/enqueue.ts'
import { type OrderedBy, rightsLost } from './policy/ordered-by.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { makeTestPerson, type TestPerson, type TestRoles } from './testing/test-principals.ts'
import { startWorkers } from './worker.ts'

let api: TestApi
let origin: string
let environmentId: string
let otherId: string
beforeAll(async () => {
  // No engine: nothing that reaches it succeeds, and nothing here may.
  api = await startTestApi('rights-lost', { FUN_DOCKER_SOCKET: '/nonexistent/docker.sock', FUN_POLL_SECONDS: '0' })
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  environmentId = await makeEnvironment('staging', 20_100)
  otherId = await makeEnvironment('live', 20_200)
})
afterAll(() => api.stop())

async function makeEnvironment(name: string, port: number): Promise<string> {
  const specification = { kind: 'production', release: 'teak', lms: { port }, cms: { port: port + 1 } }
  return String((await api.call('POST', '/environments', { name, source: 'platform', specification })).body.id)
}
const person = (roles: TestRoles) => makeTestPerson(api.installation.deps, roles)
async function cookieOf(userId: string): Promise<{ cookie: string }> {
  const from = { clientAddress: null, userAgent: null, requestId: 'test' }
  return { cookie: `fun_session=${await openSession(api.installation.deps.store, { userId }, 'password', from)}` }
}
const demote = (of: TestPerson, roles: object[]) => api.call('PUT', `/members/${of.userId}/roles`, { roles })

/** What a stream sends until the server ends it, at most 10 s. */
async function follow(path: string, headers: Record<string, string>) {
  const response = await fetch(`${origin}/api/v1${path}`, { headers, signal: AbortSignal.timeout(10_000) })
  expect(response.status, path).toBe(200)
  if (response.body === null) throw new Error('no body')
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text
      text += decoder.decode(value, { stream: true })
    }
  })()
  return { ended, sofar: () => text }
}
const until = async (holds: () => boolean) => {
  for (let round = 0; round < 500 && !holds(); round++) await sleep(10)
  expect(holds()).toBe(true)
}

describe('an event stream ends within a moment', () => {
  const streams = async () => {
    const { deps, hostId } = api.installation
    const operation = await enqueueOperation(deps, { kind: 'plan', environmentId, hostId, trigger: 'test', input: {} })
    return [`/operations/${operation.id}/events`, '/environments/staging/events', '/events']
  }

  it('when the role is taken away, and says so', async () => {
    for (const path of await streams()) {
      const viewer = await person({ [environmentId]: 'viewer' })
      const stream = await follow(path, viewer.headers)
      await until(() => stream.sofar().includes('event:'))
      await demote(viewer, [])
      const began = Date.now()
      expect(await stream.ended, path).toMatch(/event: problem\ndata: .*"status":40[34]/)
      expect(Date.now() - began, path).toBeLessThan(2_000)
    }
  })

  it('when the token is revoked, or its owner disabled', async () => {
    const viewer = await person({ installation: 'viewer' })
    const stream = await follow('/events', viewer.headers)
    await api.call('DELETE', `/tokens/${viewer.tokenId}`, undefined, viewer.headers)
    expect(await stream.ended).toContain('"status":401')
    const other = await person({ installation: 'viewer' })
    const second = await follow('/environments/staging/events', other.headers)
    await api.call('PATCH', `/members/${other.userId}`, { disabled: true })
    expect(await second.ended).toContain('"status":401')
  })

  it('when its session is ended from another browser', async () => {
    const { store } = api.installation.deps
    const { userId } = await person({ installation: 'viewer' })
    const here = await cookieOf(userId)
    const { id } = await store.session.findFirstOrThrow({ where: { userId } })
    const stream = await follow('/events', here)
    await until(() => stream.sofar().includes('event:'))
    expect((await api.call('DELETE', `/sessions/${id}`, undefined, await cookieOf(userId))).status).toBe(204)
    const began = Date.now()
    expect(await stream.ended).toContain('"status":401')
    expect(Date.now() - began).toBeLessThan(2_000)
  })

  it('when whose session it is gets another role, also a mightier one, or is removed', async () => {
    const changes = [
      (id: string) => api.call('PUT', `/members/${id}/roles`, { roles: [{ role: 'operator' }] }),
      (id: string) => api.call('DELETE', `/members/${id}`),
    ]
    for (const change of changes) {
      const { userId } = await person({ installation: 'viewer' })
      const session = await cookieOf(userId)
      const stream = await follow('/events', session)
      await until(() => stream.sofar().includes('event:'))
      expect((await change(userId)).status).toBeLessThan(300)
      const began = Date.now()
      expect(await stream.ended).toContain('"status":401')
      expect(Date.now() - began).toBeLessThan(2_000)
      expect((await api.call('GET', '/environments', undefined, session)).status).toBe(401)
    }
  })

  it('when the token expires, also without Redis to say anything', async () => {
    const viewer = await person({ installation: 'viewer' })
    const expiresAt = new Date(Date.now() + 500)
    await api.installation.deps.store.apiToken.update({ where: { id: viewer.tokenId }, data: { expiresAt } })
    const stream = await follow('/events', viewer.headers)
    const began = Date.now()
    expect(await stream.ended).toContain('"status":401')
    expect(Date.now() - began).toBeLessThan(5_000)
  })

  it('and that of all environments sends only what may be seen, as roles come and go', async () => {
    const viewer = await person({ [environmentId]: 'viewer' })
    const stream = await follow('/events', viewer.headers)
    await until(() => stream.sofar().includes('"staging"'))
    expect(stream.sofar()).not.toContain('"live"')
    await demote(viewer, [{ role: 'viewer', environment: 'live' }])
    await until(() => stream.sofar().includes(`event: removed\ndata: {"id":"${environmentId}"}`))
    await until(() => stream.sofar().includes(`"id":"${otherId}"`))
    await demote(viewer, [])
    await stream.ended
  })
})

describe('an operation whose orderer lost the right while it waited', () => {
  const settled = async (id: unknown) => {
    for (let round = 0; round < 300; round++) {
      const { body } = await api.call('GET', `/operations/${String(id)}`)
      if (['failed', 'cancelled', 'succeeded'].includes(String(body.state))) return body
      await sleep(50)
    }
    throw new Error('the operation did not end')
  }

  it('fails with a sentence and touches nothing', async () => {
    const { deps } = api.installation
    const orderedId = await makeEnvironment('ordered', 20_300)
    const demoted = await person({ [orderedId]: 'developer' })
    const revoked = await person({ installation: 'operator' })
    const disabled = await person({ installation: 'operator' })
    const plan = (by: TestPerson) => api.call('POST', '/environments/ordered/plans', {}, by.headers)
    const [one, two, three] = [await plan(demoted), await plan(revoked), await plan(disabled)]
    await demote(demoted, [{ role: 'viewer', environment: 'ordered' }])
    await api.call('DELETE', `/tokens/${revoked.tokenId}`, undefined, revoked.headers)
    await api.call('PATCH', `/members/${disabled.userId}`, { disabled: true })
    const workers = await startWorkers(createWorkerDeps(deps))
    try {
      for (const [ordered, why] of [
        [one, `${demoted.email} (test) ordered it, and may not do that any more (environment:deploy).`],
        [two, 'that token is revoked'],
        [three, 'its owner is disabled'],
      ] as const) {
        const body = await settled(ordered.body.id)
        expect(body).toMatchObject({ state: 'failed', attempts: 1, problem: { code: 'rights-lost' }, steps: [] })
        expect(JSON.stringify(body.problem)).toContain(why)
        expect(JSON.stringify(body.problem)).toContain('Nothing was touched.')
      }
    } finally {
      await workers.stop()
    }
  })

  it('is not stopped by a token that has only expired, a session that has ended, or when nobody ordered it', async () => {
    const { deps, hostId } = api.installation
    const kept = await person({ installation: 'operator' })
    await deps.store.apiToken.update({ where: { id: kept.tokenId }, data: { expiresAt: new Date() } })
    const order = async (orderedBy?: OrderedBy) =>
      enqueueOperation(deps, { kind: 'build', hostId, trigger: 'test', input: {}, ...(orderedBy && { orderedBy }) })
    expect(await rightsLost(deps, await order({ kind: 'token', id: kept.tokenId, name: 'x' }))).toBeUndefined()
    expect(await rightsLost(deps, await order({ kind: 'user', id: kept.userId, name: 'x' }))).toBeUndefined()
    expect(await rightsLost(deps, await order())).toBeUndefined()
    await deps.store.operation.deleteMany({ where: { trigger: 'test', kind: 'build' } })
  })

  it('is cancelled when an earlier attempt may have left something', async () => {
    const { deps } = api.installation
    const demoted = await person({ installation: 'operator' })
    const ordered = await api.call('POST', '/environments/live/plans', {}, demoted.headers)
    const id = String(ordered.body.id)
    await claimOperation(deps, { operationId: id, holder: 'dead worker' })
    await demote(demoted, [])
    await deps.store.operation.update({ where: { id }, data: { leaseExpiresAt: new Date(0) } })
    const workers = await startWorkers(createWorkerDeps(deps))
    try {
      expect(await settled(id)).toMatchObject({ state: 'cancelled', attempts: 2 })
    } finally {
      await workers.stop()
    }
  })
})
