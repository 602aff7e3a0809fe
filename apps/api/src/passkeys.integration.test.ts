import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SoftwareAuthenticator } from './testing/software-authenticator.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, ownerPerson, TestBrowser } from './testing/test-browser.ts'

const site = 'https://fun.example.org'
let api: TestApi
let owner: TestBrowser
let authenticator: SoftwareAuthenticator
beforeAll(async () => {
  api = await startTestApi('passkeys', { FUN_RATE_LIMIT_SIGN_IN: '0', FUN_PUBLIC_URL: site })
  owner = await firstOwner(api)
  authenticator = new SoftwareAuthenticator(site)
})
afterAll(() => api.stop())

async function register(key: SoftwareAuthenticator, name = 'Laptop') {
  const { body } = await owner.call('POST', '/account/passkeys/options')
  const response = key.create(body.options)
  return owner.call('POST', '/account/passkeys', { ticket: body.ticket, name, response })
}

async function signIn(key: SoftwareAuthenticator, browser = new TestBrowser(api)) {
  const { body } = await browser.call('POST', '/session/passkey/options')
  return browser.call('POST', '/session/passkey', { ticket: body.ticket, response: key.get(body.options) })
}

describe('a passkey', () => {
  it('is added by somebody who is signed in, and signs in alone', async () => {
    expect((await signIn(authenticator)).body).toMatchObject({ status: 422, code: 'passkey-refused' })
    const added = await register(authenticator)
    expect(added.status).toBe(201)
    expect(added.body.passkeys).toMatchObject([{ name: 'Laptop', lastUsedAt: null }])
    const browser = new TestBrowser(api)
    const answer = await signIn(authenticator, browser)
    expect(answer.body).toEqual({ state: 'signed-in' })
    expect((await browser.call('GET', '/account')).body).toMatchObject({ email: ownerPerson.email })
  })

  it('gives a cookie that belongs to this host and to HTTPS', async () => {
    const { setCookies } = await signIn(authenticator)
    expect(setCookies[0]).toMatch(/^__Host-fun_session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
  })

  it('cannot be added twice, nor with the ticket of another call', async () => {
    expect((await register(authenticator, 'Again')).body).toMatchObject({ code: 'passkey-refused' })
    const { body } = await owner.call('POST', '/account/passkeys/options')
    const key = new SoftwareAuthenticator(site)
    const given = { ticket: body.ticket, name: 'Phone', response: key.create(body.options) }
    expect((await owner.call('POST', '/account/passkeys', given)).status).toBe(201)
    expect((await owner.call('POST', '/account/passkeys', given)).body).toMatchObject({ code: 'ticket-refused' })
  })

  it('of another site, another challenge, an older counter, a locked key or a wrong signature is refused', async () => {
    const refused = { status: 422, code: 'passkey-refused' }
    const elsewhere = new SoftwareAuthenticator('https://fun.example.org.evil.example')
    expect((await register(elsewhere)).body).toMatchObject(refused)
    const browser = new TestBrowser(api)
    const one = await browser.call('POST', '/session/passkey/options')
    const two = await browser.call('POST', '/session/passkey/options')
    const swapped = { ticket: one.body.ticket, response: authenticator.get(two.body.options) }
    expect((await browser.call('POST', '/session/passkey', swapped)).body).toMatchObject(refused)
    await signIn(authenticator)
    authenticator.counter -= 1
    expect((await signIn(authenticator)).body).toMatchObject(refused)
    authenticator.verifiesUser = false
    expect((await signIn(authenticator)).body).toMatchObject(refused)
    authenticator.verifiesUser = true
    const three = await browser.call('POST', '/session/passkey/options')
    const answer = authenticator.get(three.body.options)
    const forged = { ...answer, response: { ...answer.response, signature: 'MEUCIQ'.padEnd(94, 'A') } }
    expect(
      (await browser.call('POST', '/session/passkey', { ticket: three.body.ticket, response: forged })).body,
    ).toMatchObject(refused)
    expect((await signIn(authenticator)).status).toBe(200)
  })

  it('that was taken away signs in nobody, and the last way in stays', async () => {
    const { body } = await owner.call('GET', '/account')
    const passkeys = Array.isArray(body.passkeys) ? body.passkeys : []
    for (const { id } of passkeys) expect((await owner.call('DELETE', `/account/passkeys/${id}`)).status).toBe(204)
    expect((await signIn(authenticator)).body).toMatchObject({ code: 'passkey-refused' })
    const last = new SoftwareAuthenticator(site)
    const added = await register(last)
    const [{ id } = { id: '' }] = Array.isArray(added.body.passkeys) ? added.body.passkeys : []
    await api.installation.deps.store.userPassword.deleteMany()
    expect((await owner.call('DELETE', `/account/passkeys/${id}`)).body).toMatchObject({
      status: 409,
      code: 'last-way-in',
    })
    expect((await signIn(last)).status).toBe(200)
  })

  it('is not offered where the portal is opened by an IP address', async () => {
    const { config } = api.installation.deps
    const before = config.publicUrl
    config.publicUrl = 'http://127.0.0.1:8070'
    const browser = new TestBrowser(api)
    expect((await browser.call('GET', '/session/options')).body).toMatchObject({ passkey: false })
    expect((await browser.call('POST', '/session/passkey/options')).body).toMatchObject({ code: 'passkey-unavailable' })
    config.publicUrl = before
  })
})
