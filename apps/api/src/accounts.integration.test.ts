import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, ownerPerson, signedIn, TestBrowser } from './testing/test-browser.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('accounts', { FUN_RATE_LIMIT_SIGN_IN: '0', FUN_PUBLIC_URL: 'http://fun.test:8070' })
})
afterAll(() => api.stop())

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const { email, password } = ownerPerson
const wrong = { email, password: 'not the password' }

describe('the first run', () => {
  it('wants the owner token, and makes an owner who is signed in', async () => {
    const stranger = new TestBrowser(api)
    expect((await stranger.call('POST', '/account/first-run', ownerPerson)).status).toBe(401)
    expect((await stranger.call('GET', '/session/options')).body).toMatchObject({ firstRun: true, passkey: true })
    await firstOwner(api, stranger)
    expect((await stranger.call('GET', '/principal')).body).toMatchObject({
      kind: 'user',
      name: email,
      roles: [{ role: 'owner', environment: null }],
    })
    expect((await stranger.call('GET', '/session/options')).body).toMatchObject({ firstRun: false })
  })

  it('happens once, and leaves the owner token as the way back in', async () => {
    const again = { ...ownerPerson, email: 'other@example.org' }
    const answer = await api.call('POST', '/account/first-run', again)
    expect(answer.body).toMatchObject({ status: 409, code: 'owner-exists' })
    expect((await api.call('GET', '/hosts')).status).toBe(200)
  })
})

describe('a sign-in by password', () => {
  it('answers the same for an unknown address and a wrong password, in about the same time', async () => {
    const timed = async (body: object) => {
      const begin = performance.now()
      const { status, body: problem } = await new TestBrowser(api, '192.0.2.10').call('POST', '/session/password', body)
      const { instance: _id, ...words } = problem
      return { ms: performance.now() - begin, status, words }
    }
    const known = await timed(wrong)
    const unknown = await timed({ ...wrong, email: 'nobody@example.org' })
    expect(known.status).toBe(401)
    expect(unknown.words).toEqual(known.words)
    // The hash alone takes some 20 ms; without it the answer would come in a few.
    expect(unknown.ms).toBeGreaterThan(known.ms / 3)
  })

  it('sets a cookie that scripts cannot read, other sites do not send, and PostgreSQL does not hold', async () => {
    const browser = new TestBrowser(api)
    const { setCookies } = await browser.call('POST', '/session/password', { email, password })
    expect(setCookies).toHaveLength(1)
    expect(setCookies[0]).toMatch(/^fun_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/)
    const value = browser.cookies.get('fun_session') ?? ''
    const rows = await api.installation.deps.store.session.findMany()
    expect(rows.map(({ hash }) => hash)).toContain(sha256(value))
    expect(JSON.stringify(rows)).not.toContain(value)
    const stored = await api.installation.deps.store.userPassword.findFirstOrThrow()
    expect(stored.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('opens a new session, whatever the browser brought, and ends the one it had', async () => {
    const browser = await signedIn(api, ownerPerson)
    const before = browser.cookies.get('fun_session') ?? ''
    await browser.call('POST', '/session/password', { email, password })
    expect(browser.cookies.get('fun_session')).not.toBe(before)
    const old = new TestBrowser(api)
    old.cookies.set('fun_session', before)
    expect((await old.call('GET', '/account')).status).toBe(401)
    const planted = new TestBrowser(api)
    planted.cookies.set('fun_session', 'A'.repeat(43))
    await planted.call('POST', '/session/password', { email, password })
    expect(planted.cookies.get('fun_session')).not.toBe('A'.repeat(43))
  })

  it('is refused to the page of another site', async () => {
    const browser = new TestBrowser(api)
    const origin = 'https://evil.example'
    const answer = await browser.call('POST', '/session/password', { email, password }, { origin })
    expect(answer.body).toMatchObject({ status: 403, code: 'origin-refused' })
    const inside = await signedIn(api, ownerPerson)
    const write = await inside.call('PATCH', '/account', { name: 'Other' }, { origin })
    expect(write.body).toMatchObject({ status: 403, code: 'origin-refused' })
  })

  it('waits after five failures from one network, for that account alone; the owner gets in from elsewhere, by token, and after the time', async () => {
    const guesser = new TestBrowser(api, '2001:db8:1:2::1')
    for (let count = 0; count < 5; count += 1)
      expect((await guesser.call('POST', '/session/password', wrong)).status).toBe(401)
    // The right password too: or a guesser could tell it by the answer.
    expect((await guesser.call('POST', '/session/password', { email, password })).body).toMatchObject({
      status: 429,
      code: 'too-many-attempts',
    })
    const sameNetwork = new TestBrowser(api, '2001:db8:1:2:ffff::9')
    expect((await sameNetwork.call('POST', '/session/password', { email, password })).status).toBe(429)
    const other = { ...wrong, email: 'other@example.org' }
    expect((await guesser.call('POST', '/session/password', other)).status).toBe(401)
    await signedIn(api, ownerPerson, '2001:db8:1:3::1')
    expect((await guesser.call('POST', '/session', { token: api.token })).status).toBe(204)
    const { store } = api.installation.deps
    await store.signInAttempt.updateMany({ data: { at: new Date(Date.now() - 16 * 60_000) } })
    await signedIn(api, ownerPerson, '2001:db8:1:2::1')
  })

  it('counts tries that come side by side', async () => {
    const guesser = new TestBrowser(api, '192.0.2.77')
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => guesser.call('POST', '/session/password', wrong)),
    )
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7)
  })

  it('from strangers all over the world shuts out strangers, not the owner from a network of before', async () => {
    await signedIn(api, ownerPerson, '198.51.100.5')
    const { store } = api.installation.deps
    const failed = Array.from({ length: 100 }, (_, index) => ({
      email,
      network: `203.0.113.${index}`,
      method: 'password',
      outcome: 'failed',
    }))
    await store.signInAttempt.createMany({ data: failed })
    const stranger = await new TestBrowser(api, '203.0.113.250').call('POST', '/session/password', { email, password })
    expect(stranger.status).toBe(429)
    await signedIn(api, ownerPerson, '198.51.100.5')
    await store.signInAttempt.deleteMany({ where: { network: { startsWith: '203.0.113.' } } })
  })
})

describe('sessions', () => {
  it('are listed without what opens them, and a revoked one ends at once', async () => {
    const here = await signedIn(api, ownerPerson, '192.0.2.20')
    const there = await signedIn(api, ownerPerson, '192.0.2.21')
    const { body } = await there.call('GET', '/sessions')
    expect(JSON.stringify(body)).not.toContain(there.cookies.get('fun_session'))
    const items = Array.isArray(body.items) ? body.items : []
    const { id } = items.find(({ clientAddress }) => clientAddress === '192.0.2.20')
    expect(items.find(({ current }) => current)).toMatchObject({
      clientAddress: '192.0.2.21',
      userAgent: 'test-browser',
    })
    expect((await here.call('GET', '/account')).status).toBe(200)
    expect((await there.call('DELETE', `/sessions/${id}`)).status).toBe(204)
    expect((await here.call('GET', '/account')).status).toBe(401)
    expect((await there.call('DELETE', `/sessions/${id}`)).status).toBe(404)
  })

  it('end when they are signed out, idle for a week, or the account is disabled', async () => {
    const { store } = api.installation.deps
    const browser = await signedIn(api, ownerPerson)
    const cookies = new Map(browser.cookies)
    expect((await browser.call('DELETE', '/session')).setCookies[0]).toMatch(/^fun_session=;/)
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    expect((await browser.call('GET', '/account')).status).toBe(401)
    const idle = await signedIn(api, ownerPerson)
    const hash = sha256(idle.cookies.get('fun_session') ?? '')
    await store.session.update({ where: { hash }, data: { lastSeenAt: new Date(Date.now() - 8 * 86_400_000) } })
    expect((await idle.call('GET', '/account')).status).toBe(401)
    const disabled = await signedIn(api, ownerPerson)
    await store.user.update({ where: { email }, data: { disabledAt: new Date() } })
    expect((await disabled.call('GET', '/account')).status).toBe(401)
    expect((await new TestBrowser(api).call('POST', '/session/password', { email, password })).status).toBe(401)
    await store.user.update({ where: { email }, data: { disabledAt: null } })
  })

  it('of a member end with every change of their rights; those that follow have the new ones', async () => {
    const dana = { email: 'dana@example.org', name: 'Dana', password: 'twelve letters or more' }
    const { body: invited } = await api.call('POST', '/invitations', { email: dana.email, role: 'viewer' })
    const here = new TestBrowser(api)
    const token = /#code=([\w-]+)/.exec(String(invited.url))?.[1]
    expect((await here.call('POST', '/invitations/accept', { token, ...dana })).status).toBe(201)
    const { body: who } = await here.call('GET', '/principal')
    const there = await signedIn(api, dana)
    const path = `/members/${who.userId}`
    const changed = await api.call('PUT', `${path}/roles`, { roles: [{ role: 'admin' }] })
    expect(changed.status).toBe(200)
    for (const browser of [here, there]) expect((await browser.call('GET', '/principal')).status).toBe(401)

    const admin = await signedIn(api, dana)
    const elsewhere = await signedIn(api, dana)
    expect((await admin.call('GET', '/members')).status).toBe(200)
    // Who changes their own role goes on where they did it, with what is left.
    expect((await admin.call('PUT', `${path}/roles`, { roles: [{ role: 'viewer' }] })).status).toBe(200)
    expect((await admin.call('GET', '/members')).status).toBe(403)
    expect((await elsewhere.call('GET', '/principal')).status).toBe(401)

    expect((await api.call('PATCH', path, { disabled: true })).status).toBe(200)
    expect((await admin.call('GET', '/principal')).status).toBe(401)
    await api.call('PATCH', path, { disabled: false })
    // Enabled again, the sessions of before stay ended.
    expect((await admin.call('GET', '/principal')).status).toBe(401)

    const last = await signedIn(api, dana)
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect((await last.call('GET', '/principal')).status).toBe(401)
    const { email: address, password: word } = dana
    const again = await new TestBrowser(api).call('POST', '/session/password', { email: address, password: word })
    expect(again.body).toMatchObject({ status: 401, code: 'sign-in-refused' })
  })

  it('of a token end with the token', async () => {
    const { store } = api.installation.deps
    const browser = new TestBrowser(api)
    await browser.call('POST', '/session', { token: api.token })
    expect((await browser.call('GET', '/hosts')).status).toBe(200)
    expect((await browser.call('GET', '/account')).body).toMatchObject({ status: 409, code: 'session-needed' })
    const where = { hash: sha256(api.token) }
    await store.apiToken.update({ where, data: { revokedAt: new Date() } })
    expect((await browser.call('GET', '/hosts')).status).toBe(401)
    await store.apiToken.update({ where, data: { revokedAt: null } })
  })
})

describe('a change of the password', () => {
  it('wants the current one, ends all other sessions, and is audited', async () => {
    const here = await signedIn(api, ownerPerson)
    const there = await signedIn(api, ownerPerson)
    const change = { currentPassword: password, newPassword: 'another fine pass phrase' }
    const refused = await here.call('POST', '/account/password', { ...change, currentPassword: 'wrong' })
    expect(refused.body).toMatchObject({ status: 422, errors: [{ path: 'currentPassword' }] })
    for (const newPassword of ['short', 'aaaaaaaaaaaaaaaa', email])
      expect((await here.call('POST', '/account/password', { ...change, newPassword })).status).toBe(422)
    expect((await here.call('POST', '/account/password', change)).status).toBe(204)
    expect((await there.call('GET', '/account')).status).toBe(401)
    expect((await here.call('GET', '/account')).status).toBe(200)
    expect((await new TestBrowser(api).call('POST', '/session/password', { email, password })).status).toBe(401)
    const entry = await api.installation.deps.store.auditEntry.findFirstOrThrow({
      where: { action: 'account.password' },
      omit: { sequence: true },
    })
    const { id: principalId } = await api.installation.deps.store.user.findUniqueOrThrow({ where: { email } })
    const who = { principal: `user:${email}`, principalId, clientAddress: here.address, userAgent: 'test-browser' }
    expect(entry).toMatchObject({ subject: email, result: 'done', ...who })
    expect(JSON.stringify(entry)).not.toContain('pass phrase')
    const back = { currentPassword: change.newPassword, newPassword: password }
    expect((await here.call('POST', '/account/password', back)).status).toBe(204)
  })
})
