import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailRelay, startMailRelay } from './testing/mail-relay.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, ownerPerson, signedIn, TestBrowser } from './testing/test-browser.ts'
import { makeResetOnServer } from './usecases/password-resets/make-on-server.ts'

let api: TestApi
let owner: TestBrowser
let relay: MailRelay
beforeAll(async () => {
  relay = await startMailRelay()
  api = await startTestApi('invitations', {
    FUN_RATE_LIMIT_SIGN_IN: '0',
    FUN_PUBLIC_URL: 'https://fun.example.org',
    FUN_SMTP_URL: relay.url(),
    FUN_MAIL_FROM: 'fun@example.org',
  })
  owner = await firstOwner(api)
})
afterAll(async () => {
  await api.stop()
  await relay.stop()
})

const tokenOf = (words: string): string => /#code=([\w-]+)/.exec(words)?.[1] ?? ''
const invite = async (email: string, role = 'developer', more: object = {}) => {
  const { status, body } = await owner.call('POST', '/invitations', { email, role, ...more })
  expect(status).toBe(201)
  return { url: String(body.url), token: tokenOf(String(body.url)), invitation: body.invitation }
}
const person = (email: string) => ({ email, name: 'Dana', password: 'twelve letters or more' })
const accept = (body: object, browser = new TestBrowser(api)) => browser.call('POST', '/invitations/accept', body)
const mailed = async (count: number) => {
  await expect.poll(() => relay.taken.length, { timeout: 5000 }).toBe(count)
  return lastMail()
}
/** Its text, with the line breaks and escapes of quoted-printable undone. */
const lastMail = () => {
  const { to, message } = relay.taken.at(-1) ?? { to: [], message: '' }
  return { to: to.join(), body: message.replaceAll('=\r\n', '').replaceAll('=3D', '=') }
}

describe('an invitation', () => {
  it('is mailed, makes the account of the invited address with the invited role, and signs it in', async () => {
    const { url, token } = await invite('Dana@Example.org')
    expect(url).toMatch(/^https:\/\/fun\.example\.org\/invitation#code=[\w-]{43}$/)
    expect(await mailed(1)).toMatchObject({ to: 'dana@example.org', body: expect.stringContaining(url) })
    const look = await new TestBrowser(api).call('POST', '/invitations/look', { token })
    expect(look.body).toMatchObject({ role: 'developer', invitedBy: `user:${ownerPerson.email}` })
    expect(JSON.stringify(look.body)).not.toContain('dana')
    const browser = new TestBrowser(api)
    expect((await accept({ token, ...person('dana@example.org') }, browser)).status).toBe(201)
    expect((await browser.call('GET', '/principal')).body).toMatchObject({
      name: 'dana@example.org',
      roles: [{ role: 'developer', environment: null }],
    })
  })

  it('is for one address, and for one use', async () => {
    const { token } = await invite('erin@example.org')
    expect((await accept({ token, ...person('mallory@example.org') })).body).toMatchObject({
      status: 403,
      code: 'invitation-refused',
      errors: [{ path: 'email' }],
    })
    const answers = await Promise.all([1, 2, 3].map(() => accept({ token, ...person('erin@example.org') })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403])
    expect((await accept({ token, ...person('erin@example.org') })).body).toMatchObject({ code: 'invitation-refused' })
    const existing = { email: 'erin@example.org', role: 'viewer' }
    expect((await owner.call('POST', '/invitations', existing)).body).toMatchObject({
      status: 409,
      code: 'member-exists',
    })
  })

  it('that expired, was taken back, was replaced by a newer one or never was is refused', async () => {
    const { store } = api.installation.deps
    const expired = await invite('frank@example.org')
    await store.invitation.updateMany({
      where: { email: 'frank@example.org' },
      data: { expiresAt: new Date(Date.now() - 1000) },
    })
    const revoked = await invite('grace@example.org')
    const row = await store.invitation.findFirstOrThrow({ where: { email: 'grace@example.org' } })
    expect((await owner.call('DELETE', `/invitations/${row.id}`)).status).toBe(204)
    const replaced = await invite('heidi@example.org')
    await invite('heidi@example.org', 'viewer')
    for (const [token, email] of [
      [expired.token, 'frank@example.org'],
      [revoked.token, 'grace@example.org'],
      [replaced.token, 'heidi@example.org'],
      ['A'.repeat(43), 'ivan@example.org'],
    ])
      expect((await accept({ token, ...person(email ?? '') })).body).toMatchObject({
        status: 403,
        code: 'invitation-refused',
      })
    expect(
      await store.user.count({
        where: { email: { in: ['frank@example.org', 'grace@example.org', 'heidi@example.org'] } },
      }),
    ).toBe(0)
  })

  it('cannot be read again, by nobody, and not at all by members', async () => {
    const { token } = await invite('judy@example.org')
    const list = await owner.call('GET', '/invitations')
    expect(JSON.stringify(list.body)).toContain('judy@example.org')
    expect(JSON.stringify(list.body)).not.toContain(token)
    expect(JSON.stringify(await api.installation.deps.store.invitation.findMany())).not.toContain(token)
    const dana = await signedIn(api, person('dana@example.org'))
    expect((await dana.call('GET', '/invitations')).status).toBe(403)
    expect((await dana.call('POST', '/invitations', { email: 'x@example.org', role: 'viewer' })).status).toBe(403)
  })

  it('gives no more than the inviter has', async () => {
    const { token } = await invite('admin@example.org', 'admin')
    const admin = new TestBrowser(api)
    expect((await accept({ token, ...person('admin@example.org') }, admin)).status).toBe(201)
    const answer = await admin.call('POST', '/invitations', { email: 'k@example.org', role: 'owner' })
    expect(answer.body).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await admin.call('POST', '/invitations', { email: 'k@example.org', role: 'admin' })).status).toBe(201)
  })
})

describe('a reset of the password', () => {
  const fresh = 'a brand new pass phrase'

  it('is answered the same for an address that nobody has, and mailed to one that somebody has', async () => {
    const count = relay.taken.length
    const ask = (email: string) => new TestBrowser(api).call('POST', '/password-resets', { email })
    const answers = [await ask('nobody@example.org'), await ask('dana@example.org')]
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 204, body: {} },
      { status: 204, body: {} },
    ])
    expect(await mailed(count + 1)).toMatchObject({ to: 'dana@example.org' })
  })

  it('works once, ends every session and opens none', async () => {
    const dana = await signedIn(api, person('dana@example.org'))
    const { store } = api.installation.deps
    const token = tokenOf(lastMail().body)
    expect(JSON.stringify(await store.passwordReset.findMany())).not.toContain(token)
    const use = (given: string) =>
      new TestBrowser(api).call('POST', '/password-resets/use', { token: given, password: fresh })
    const answers = await Promise.all([use(token), use(token)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403])
    expect((await use(token)).body).toMatchObject({ code: 'reset-refused' })
    expect(answers.flatMap(({ setCookies }) => setCookies)).toEqual([])
    expect((await dana.call('GET', '/account')).status).toBe(401)
    await signedIn(api, { email: 'dana@example.org', password: fresh })
  })

  it('expires, and is not sent again and again', async () => {
    const count = relay.taken.length
    for (let asked = 0; asked < 5; asked += 1)
      await new TestBrowser(api).call('POST', '/password-resets', { email: 'erin@example.org' })
    await mailed(count + 3)
    await api.installation.deps.store.passwordReset.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } })
    const token = tokenOf(lastMail().body)
    const answer = await new TestBrowser(api).call('POST', '/password-resets/use', { token, password: fresh })
    expect(answer.body).toMatchObject({ status: 403, code: 'reset-refused' })
  })

  it('on the server lets the owner back in after too many failures, also without the telephone', async () => {
    const { deps } = api.installation
    const { email } = ownerPerson
    const guesser = new TestBrowser(api, '192.0.2.99')
    for (let count = 0; count < 6; count += 1)
      await guesser.call('POST', '/session/password', { email, password: 'not the password' })
    await expect(makeResetOnServer(deps, 'nobody@example.org', { withoutSecondFactor: false })).rejects.toMatchObject({
      code: 'not-found',
    })
    const path = await makeResetOnServer(deps, ` ${email.toUpperCase()}`, { withoutSecondFactor: true })
    const used = await guesser.call('POST', '/password-resets/use', { token: tokenOf(path), password: fresh })
    expect(used.status).toBe(204)
    await signedIn(api, { email, password: fresh }, '192.0.2.99')
    const actions = await deps.store.auditEntry.findMany({ where: { subject: email }, select: { action: true } })
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['account.make-password-reset', 'account.password-reset', 'session.start']),
    )
  })
})
