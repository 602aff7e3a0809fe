import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession } from './accounts/sessions.ts'
import { overlap } from './testing/overlap.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, ownerPerson, signedIn, TestBrowser } from './testing/test-browser.ts'
import { createUser } from './usecases/members/create.ts'
import { makeTokenSecret } from './usecases/tokens/token-secret.ts'

let api: TestApi
let owner: TestBrowser
beforeAll(async () => {
  api = await startTestApi('account-attacks', { FUN_RATE_LIMIT_SIGN_IN: '0' })
})
afterAll(() => api.stop())

const { email, password } = ownerPerson
const fresh = 'another twelve letters'
const from = { clientAddress: null, userAgent: null, requestId: 'test' }

describe('the first owner', () => {
  it('is made by no token that may do less than an owner', async () => {
    const specification = { kind: 'production', release: 'teak', lms: { port: 20_100 }, cms: { port: 20_101 } }
    await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
    const made = await api.call('POST', '/environments', { name: 'staging', source: 'platform', specification })
    expect(made.status, made.text).toBe(201)
    const mallory = { ...ownerPerson, email: 'mallory@example.org' }
    for (const limits of [{ environments: ['staging'] }, { actions: ['account:own'] }]) {
      const { body } = await api.call('POST', '/tokens', { name: 'narrow', ...limits })
      const headers = { authorization: `Bearer ${body.token}` }
      const answer = await api.call('POST', '/account/first-run', mallory, headers)
      expect(answer.body, JSON.stringify(limits)).toMatchObject({ status: 403, code: 'forbidden' })
    }
  })

  it('ends the sessions that the address had before', async () => {
    const { store } = api.installation.deps
    const { id } = await createUser(store, { email, name: 'Olga' })
    await store.roleAssignment.create({ data: { userId: id, role: 'viewer' } })
    const before = new TestBrowser(api)
    before.cookies.set('fun_session', await openSession(store, { userId: id }, 'oidc:gone', from))
    expect((await before.call('GET', '/account')).status).toBe(200)
    owner = await firstOwner(api)
    expect((await before.call('GET', '/account')).status).toBe(401)
  })
})

describe('a sign-in with a password that is being changed', () => {
  it('leaves no session behind', async () => {
    const guest = new TestBrowser(api, '192.0.2.7')
    const [before, change] = await overlap(
      api,
      () => guest.call('POST', '/session/password', { email, password }),
      () => owner.call('POST', '/account/password', { currentPassword: password, newPassword: fresh }),
    )
    expect([before.status, change.status]).toEqual([200, 204])
    expect((await guest.call('GET', '/account')).status).toBe(401)
    expect((await owner.call('GET', '/account')).status).toBe(200)
  })

  it('does not go on with the second step', async () => {
    const { body } = await owner.call('POST', '/account/totp')
    const totp = new TOTP({ secret: Secret.fromBase32(String(body.secret)) })
    expect((await owner.call('POST', '/account/totp/confirm', { code: totp.generate() })).status).toBe(200)
    await api.installation.deps.store.userTotp.updateMany({ data: { lastUsedStep: 0 } })
    const guest = new TestBrowser(api, '192.0.2.8')
    const step = await guest.call('POST', '/session/password', { email, password: fresh })
    expect(step.body.state).toBe('second-factor')
    const change = { currentPassword: fresh, newPassword: password }
    expect((await owner.call('POST', '/account/password', change)).status).toBe(204)
    const given = { ticket: step.body.ticket, code: totp.generate() }
    expect((await guest.call('POST', '/session/second-factor', given)).body).toMatchObject({ code: 'ticket-refused' })
    expect((await owner.call('DELETE', '/account/totp')).status).toBe(204)
  })
})

describe('the last way in', () => {
  it('is not taken away by two calls at once', async () => {
    const { store } = api.installation.deps
    const { id } = await createUser(store, { email: 'keys@example.org', name: 'Kay' })
    const passkeys = await Promise.all(
      ['one', 'two'].map((name) =>
        store.passkey.create({
          data: { userId: id, name, credentialId: name, publicKey: Uint8Array.of(1), counter: 0, backedUp: false },
        }),
      ),
    )
    const browser = new TestBrowser(api)
    browser.cookies.set('fun_session', await openSession(store, { userId: id }, 'passkey', from))
    const [one, two] = passkeys.map((passkey) => () => browser.call('DELETE', `/account/passkeys/${passkey.id}`))
    if (one === undefined || two === undefined) throw new Error('two passkeys')
    const answers = await overlap(api, one, two)
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(await store.passkey.count({ where: { userId: id } })).toBe(1)
  })
})

describe('an invitation', () => {
  it('is void when its inviter may not give the role any more', async () => {
    const person = (address: string) => ({ email: address, name: 'Dana', password: 'twelve letters or more' })
    const invite = async (by: TestBrowser, address: string, role: string) => {
      const { body, status } = await by.call('POST', '/invitations', { email: address, role })
      expect(status).toBe(201)
      return { token: /#code=([\w-]+)/.exec(String(body.url))?.[1] ?? '', ...person(address) }
    }
    const accept = (body: object) => new TestBrowser(api).call('POST', '/invitations/accept', body)
    const changes = [
      (id: string) => owner.call('PUT', `/members/${id}/roles`, { roles: [{ role: 'viewer' }] }),
      (id: string) => owner.call('PATCH', `/members/${id}`, { disabled: true }),
      (id: string) => owner.call('DELETE', `/members/${id}`),
    ]
    for (const [index, change] of changes.entries()) {
      const address = `admin-${index}@example.org`
      expect((await accept(await invite(owner, address, 'admin'))).status).toBe(201)
      const admin = await signedIn(api, person(address))
      const { body } = await admin.call('GET', '/account')
      const held = await invite(admin, `friend-${index}@example.org`, 'admin')
      expect((await change(String(body.id))).status).toBeLessThan(300)
      expect((await accept(held)).body, String(index)).toMatchObject({ status: 403, code: 'invitation-refused' })
    }
  })
})

describe('a link with a token', () => {
  it('makes nobody who is signed in somebody else', async () => {
    const { store } = api.installation.deps
    const mallory = await createUser(store, { email: 'mallory@example.org', name: 'Mallory' })
    const { token, hash, prefix } = makeTokenSecret()
    await store.apiToken.create({ data: { name: 'bait', hash, prefix, userId: mallory.id } })
    const victim = await signedIn(api, ownerPerson)
    expect((await victim.call('POST', '/session', { token })).body).toMatchObject({ code: 'signed-in-already' })
    expect((await victim.call('GET', '/principal')).body).toMatchObject({ name: email })
    const byToken = new TestBrowser(api)
    for (let count = 0; count < 2; count += 1)
      expect((await byToken.call('POST', '/session', { token: api.token })).status).toBe(204)
    expect((await byToken.call('POST', '/session', { token })).body).toMatchObject({ code: 'signed-in-already' })
    expect((await byToken.call('DELETE', '/session')).status).toBe(204)
    expect((await byToken.call('POST', '/session', { token })).status).toBe(204)
  })
})

describe('an answer', () => {
  it('is kept by no browser and no proxy for whoever comes next', async () => {
    expect((await owner.call('GET', '/account')).headers['cache-control']).toBe('no-store')
    expect((await owner.call('POST', '/tokens', { name: 'once' })).headers['cache-control']).toBe('no-store')
    const reference = await api.app.inject({ url: '/api/reference/start.js' })
    expect(reference.headers['cache-control']).toBe('public, max-age=3600')
  })
})

describe('a request', () => {
  it.each(['a b', '[', 'fun.example.org:99999'])('for the host "%s" is refused, not failed at', async (host) => {
    for (const url of ['/api/v1/session/options', '/api/v1/account']) {
      const answer = await api.app.inject({ url, headers: { host, cookie: 'fun_session=x' } })
      expect(answer.json()).toMatchObject({ status: 400, code: 'malformed-request' })
    }
  })
})
