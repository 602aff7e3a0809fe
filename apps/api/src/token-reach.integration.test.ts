import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createdToken } from '@fun/contract/access'
import type { Action } from '@fun/contract/policy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { makeTestPerson, type TestPerson, type TestRoles } from './testing/test-principals.ts'
import { makeOwnerToken } from './usecases/session/make-owner-token.ts'
import { lockTokens } from './usecases/tokens/lock.ts'
import { makeTokenSecret } from './usecases/tokens/token-secret.ts'

let api: TestApi
let staging: string
let live: string
beforeAll(async () => {
  api = await startTestApi('token-reach')
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  staging = await makeEnvironment('staging', 20_100)
  live = await makeEnvironment('live', 20_200)
})
afterAll(() => api.stop())

async function makeEnvironment(name: string, port: number): Promise<string> {
  const specification = { kind: 'production', release: 'teak', lms: { port }, cms: { port: port + 1 } }
  return String((await api.call('POST', '/environments', { name, source: 'platform', specification })).body.id)
}
const store = () => api.installation.deps.store
const person = (roles: TestRoles) => makeTestPerson(api.installation.deps, roles)
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const status = async (path: string, token: string) => (await api.call('GET', path, undefined, bearer(token))).status
async function makeToken(by: { headers: Record<string, string> }, body: object, path = '/tokens') {
  const answer = await api.call('POST', path, { name: 'made', ...body }, by.headers)
  expect(answer.status, answer.text).toBe(201)
  return createdToken.parse(answer.body)
}
/** A token of theirs that none of their tokens made, as one made in the portal is. */
async function tokenOf({ userId }: TestPerson, limits: { actions?: Action[]; environmentIds?: string[] } = {}) {
  const { token, hash, prefix } = makeTokenSecret()
  const { id } = await store().apiToken.create({ data: { name: 'portal', hash, prefix, userId, ...limits } })
  return { id, token, headers: bearer(token) }
}
const listedBy = async (headers: Record<string, string>) =>
  z
    .array(z.object({ id: z.string() }))
    .parse((await api.call('GET', '/tokens?limit=200', undefined, headers)).body.items)
    .map(({ id }) => id)
const revoke = async (id: string, headers: Record<string, string>) =>
  (await api.call('DELETE', `/tokens/${id}`, undefined, headers)).status

describe('a token and its child', () => {
  const blocked = z.tuple([z.object({ waiting: z.number() })])
  /** Until a session of this database waits for an advisory lock. */
  async function untilSomebodyWaits(): Promise<void> {
    for (let round = 0; round < 500; round++, await sleep(20)) {
      const [{ waiting }] = blocked.parse(
        await store().$queryRaw`
          SELECT count(*)::int AS waiting FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
          WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`,
      )
      if (waiting > 0) return
    }
    throw new Error('nobody waited')
  }
  const family = async () => {
    const somebody = await person({ installation: 'viewer' })
    const parent = await tokenOf(somebody)
    // Its last use is noted: no later call has to write the row that the test holds.
    expect(await status('/environments', parent.token)).toBe(200)
    return { somebody, parent, owner: { userId: somebody.userId, serviceAccountId: null } }
  }

  it('that is asked for while the parent is being revoked does not come into being', async () => {
    const { parent, owner } = await family()
    const [making] = await store().$transaction(async (transaction) => {
      await lockTokens(transaction, owner)
      await transaction.apiToken.update({ where: { id: parent.id }, data: { revokedAt: new Date() } })
      const asked = api.call('POST', '/tokens', { name: 'child' }, parent.headers)
      await untilSomebodyWaits()
      return [asked]
    })
    expect((await making).body).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(await store().apiToken.count({ where: { madeById: parent.id } })).toBe(0)
  })

  it('that is being made while the parent is revoked is revoked with it', async () => {
    const { somebody, parent, owner } = await family()
    const { token, hash, prefix } = makeTokenSecret()
    const [revoking] = await store().$transaction(async (transaction) => {
      await lockTokens(transaction, owner)
      await transaction.apiToken.create({
        data: { name: 'child', hash, prefix, userId: somebody.userId, madeById: parent.id },
      })
      const asked = revoke(parent.id, parent.headers)
      await untilSomebodyWaits()
      return [asked]
    })
    expect(await revoking).toBe(204)
    expect(await status('/environments', token)).toBe(401)
  })
})

describe('a token reaches, of its owner’s tokens,', () => {
  it('itself and those that were made with it, and no other, however narrow or wide it is', async () => {
    const somebody = await person({ installation: 'owner' })
    const kinds: Array<Parameters<typeof tokenOf>[1]> = [{ actions: ['token:own'], environmentIds: [staging] }, {}]
    for (const limits of kinds) {
      const one = await tokenOf(somebody, limits)
      const wider = await tokenOf(somebody)
      const child = await makeToken(one, {})
      const grandchild = await makeToken({ headers: bearer(child.token) }, {})
      expect((await listedBy(one.headers)).sort()).toEqual([one.id, child.id, grandchild.id].sort())
      expect(await listedBy(bearer(grandchild.token))).toEqual([grandchild.id])
      expect(await revoke(wider.id, one.headers)).toBe(404)
      expect(await revoke(one.id, bearer(child.token))).toBe(404)
      expect(await status('/environments', wider.token)).toBe(200)
      expect(await revoke(grandchild.id, one.headers)).toBe(204)
      expect(await revoke(one.id, one.headers)).toBe(204)
      expect(await status('/principal', child.token)).toBe(401)
    }
  })

  it('all, when it is an owner token that no token made', async () => {
    const other = (await makeOwnerToken(api.installation.deps)) ?? ''
    const made = await makeToken({ headers: bearer(other) }, {})
    expect(await listedBy(bearer(api.token))).toContain(made.id)
    expect(await listedBy(bearer(made.token))).toEqual([made.id])
    expect(await revoke(made.id, bearer(api.token))).toBe(204)
  })

  it('no more through the service account that it belongs to', async () => {
    expect((await api.call('POST', '/service-accounts', { name: 'bot', roles: [{ role: 'admin' }] })).status).toBe(201)
    const path = '/service-accounts/bot/tokens'
    const one = await makeToken({ headers: bearer(api.token) }, {}, path)
    const other = await makeToken({ headers: bearer(api.token) }, {}, path)
    const listed = await api.call('GET', path, undefined, bearer(one.token))
    expect(listed.text).toContain(one.id)
    expect(listed.text).not.toContain(other.id)
    expect((await api.call('DELETE', `${path}/${other.id}`, undefined, bearer(one.token))).status).toBe(404)
    expect((await api.call('DELETE', `${path}/${other.id}`)).status).toBe(204)
  })
})

describe('names of environments', () => {
  it('beyond the limits of a token are not in what it is told of itself', async () => {
    const somebody = await person({ [staging]: 'operator', [live]: 'operator' })
    const narrow = await tokenOf(somebody, { environmentIds: [staging] })
    const { text, body } = await api.call('GET', '/principal', undefined, narrow.headers)
    expect(body).toMatchObject({
      roles: [{ role: 'operator', environment: { name: 'staging' } }],
      environments: [{ id: staging, name: 'staging' }],
    })
    expect([text.includes('live'), text.includes(live)]).toEqual([false, false])
    const own = await tokenOf(somebody, { actions: ['api:read', 'token:own'] })
    const told = await api.call('GET', '/principal', undefined, own.headers)
    expect(told.body).toMatchObject({ roles: [], environments: [] })
    const all = await api.call('GET', '/principal', undefined, somebody.headers)
    expect([all.text.includes('"live"'), all.text.includes('"staging"')]).toEqual([true, true])
  })

  it('that may not be seen any more are not in a list of tokens', async () => {
    const somebody = await person({ [staging]: 'viewer', [live]: 'viewer' })
    const made = await makeToken(somebody, { environments: ['live'] })
    expect(made.environments).toEqual([{ id: live, name: 'live' }])
    await api.call('PUT', `/members/${somebody.userId}/roles`, { roles: [{ role: 'viewer', environment: 'staging' }] })
    const { text } = await api.call('GET', '/tokens', undefined, somebody.headers)
    expect(text).toContain(made.id)
    expect(text).not.toContain('"live"')
  })
})

describe('a token for one environment', () => {
  it('is not widened when that environment is destroyed, nor is one that it makes', async () => {
    const gone = await makeEnvironment('gone', 20_300)
    const somebody = await person({ installation: 'owner' })
    const { token, id, headers } = await tokenOf(somebody, { environmentIds: [gone] })
    // As the worker ends a destroy with data.
    await store().environment.deleteMany({ where: { id: gone } })
    expect(await store().apiToken.findUniqueOrThrow({ where: { id } })).toMatchObject({ environmentIds: [gone] })
    const child = await makeToken({ headers }, {})
    expect(child.environments).toEqual([{ id: gone, name: null }])
    for (const shown of [token, child.token]) {
      expect((await api.call('GET', '/environments', undefined, bearer(shown))).body).toMatchObject({ items: [] })
      expect((await api.call('GET', '/operations', undefined, bearer(shown))).body).toMatchObject({ items: [] })
      expect(await status('/environments/staging', shown)).toBe(404)
      expect(await status('/hosts', shown)).toBe(403)
      expect((await api.call('POST', '/environments/live/plans', {}, bearer(shown))).status).toBe(404)
    }
    await makeEnvironment('gone', 20_300)
    expect(await status('/environments/gone', token)).toBe(404)
  })
})

describe('a service account', () => {
  it('gives nobody more than it has, and is not touched by who has less', async () => {
    await api.call('POST', '/service-accounts', { name: 'admin-bot', roles: [{ role: 'admin' }] })
    await api.call('POST', '/service-accounts', { name: 'owner-bot', roles: [{ role: 'owner' }] })
    const bot = await makeToken({ headers: bearer(api.token) }, {}, '/service-accounts/admin-bot/tokens')
    const as = bearer(bot.token)
    const { userId } = await person({})
    const owner = { roles: [{ role: 'owner' }] }
    const refused = [
      await api.call('POST', '/service-accounts', { name: `bot-${randomUUID().slice(0, 8)}`, ...owner }, as),
      await api.call('PUT', '/service-accounts/admin-bot/roles', owner, as),
      await api.call('PUT', `/members/${userId}/roles`, owner, as),
      await api.call('POST', '/service-accounts/owner-bot/tokens', { name: 'x' }, as),
      await api.call('PUT', '/service-accounts/owner-bot/roles', { roles: [] }, as),
      await api.call('PATCH', '/service-accounts/owner-bot', { disabled: true }, as),
      await api.call('DELETE', '/service-accounts/owner-bot', undefined, as),
    ]
    expect(refused.map((each) => each.status)).toEqual(refused.map(() => 403))
    expect((await api.call('PUT', `/members/${userId}/roles`, { roles: [{ role: 'viewer' }] }, as)).status).toBe(200)
  })

  it('gets from a narrow token of an owner no role and no token that can do more than that token', async () => {
    const narrow = await tokenOf(await person({ installation: 'owner' }), { actions: ['service-account:write'] })
    await api.call('POST', '/service-accounts', { name: 'reader', roles: [{ role: 'viewer' }] })
    const path = '/service-accounts/reader'
    for (const answer of [
      await api.call('POST', '/service-accounts', { name: 'grown', roles: [{ role: 'viewer' }] }, narrow.headers),
      await api.call('PUT', `${path}/roles`, { roles: [{ role: 'admin' }] }, narrow.headers),
      await api.call('POST', `${path}/tokens`, { name: 'x' }, narrow.headers),
    ])
      expect(answer.status, answer.text).toBe(403)
    expect((await api.call('POST', '/service-accounts', { name: 'empty' }, narrow.headers)).status).toBe(201)
    const made = await makeToken(narrow, {}, '/service-accounts/empty/tokens')
    await api.call('PUT', '/service-accounts/empty/roles', { roles: [{ role: 'owner' }] })
    expect(await status('/environments', made.token)).toBe(403)
  })
})
