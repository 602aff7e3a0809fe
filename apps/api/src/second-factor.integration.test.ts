import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, ownerPerson, signedIn, TestBrowser } from './testing/test-browser.ts'

let api: TestApi
let owner: TestBrowser
let secret: string
let codes: string[]
beforeAll(async () => {
  api = await startTestApi('second-factor', { FUN_RATE_LIMIT_SIGN_IN: '0' })
  owner = await firstOwner(api)
})
afterAll(() => api.stop())

const { email, password } = ownerPerson
/** What the application on the telephone shows, `steps` of 30 s from now. */
const code = (steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })
const strings = z.array(z.string())
/** As if the codes that were used belonged to another time: tests do not wait for the next. */
const forgetUsedSteps = () => api.installation.deps.store.userTotp.updateMany({ data: { lastUsedStep: 0 } })

async function firstStep(browser = new TestBrowser(api)): Promise<{ browser: TestBrowser; ticket: string }> {
  const { body } = await browser.call('POST', '/session/password', { email, password })
  expect(body.state).toBe('second-factor')
  expect(browser.cookies.size).toBe(0)
  return { browser, ticket: String(body.ticket) }
}

describe('codes of an application', () => {
  it('are on after the first of them was shown, and end other sessions', async () => {
    const other = await signedIn(api, ownerPerson)
    const setup = await owner.call('POST', '/account/totp')
    secret = String(setup.body.secret)
    expect(setup.body.uri).toMatch(/^otpauth:\/\/totp\/FUN%20Platform:olga%40example\.org\?.*secret=/)
    await signedIn(api, ownerPerson)
    expect((await owner.call('POST', '/account/totp/confirm', { code: '000000' })).status).toBe(422)
    const confirmed = await owner.call('POST', '/account/totp/confirm', { code: code() })
    codes = strings.parse(confirmed.body.codes)
    expect(codes).toHaveLength(10)
    expect(new Set(codes).size).toBe(10)
    expect((await other.call('GET', '/account')).status).toBe(401)
    expect((await owner.call('GET', '/account')).body).toMatchObject({ totp: true, recoveryCodesLeft: 10 })
  })

  it('are stored as nobody can read them', async () => {
    const { store } = api.installation.deps
    const row = await store.userTotp.findFirstOrThrow()
    expect(Buffer.from(row.secretEncrypted).toString('latin1')).not.toContain(secret)
    const stored = JSON.stringify(await store.recoveryCode.findMany())
    for (const each of codes) expect(stored).not.toContain(each)
  })

  it('are good once, also when two calls come at the same moment', async () => {
    await forgetUsedSteps()
    const used = code()
    const { browser, ticket } = await firstStep()
    const first = await browser.call('POST', '/session/second-factor', { ticket, code: used })
    expect(first.body).toEqual({ state: 'signed-in' })
    expect((await browser.call('GET', '/account')).status).toBe(200)
    const again = await firstStep()
    const replay = await again.browser.call('POST', '/session/second-factor', { ticket: again.ticket, code: used })
    expect(replay.body).toMatchObject({ status: 401, code: 'sign-in-refused' })
    expect(again.browser.cookies.size).toBe(0)
    // A code from before the one that was used is as void as itself.
    const earlier = await firstStep()
    const late = await earlier.browser.call('POST', '/session/second-factor', {
      ticket: earlier.ticket,
      code: code(-1),
    })
    expect(late.status).toBe(401)
    await forgetUsedSteps()
    const pair = await Promise.all([
      firstStep(new TestBrowser(api, '192.0.2.31')),
      firstStep(new TestBrowser(api, '192.0.2.32')),
    ])
    const now = code()
    const outcomes = await Promise.all(
      pair.map((each) => each.browser.call('POST', '/session/second-factor', { ticket: each.ticket, code: now })),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  it('of a ticket that expired, was used or never was are refused', async () => {
    await forgetUsedSteps()
    const { store } = api.installation.deps
    const expired = await firstStep(new TestBrowser(api, '192.0.2.33'))
    await store.signInChallenge.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } })
    const send = (ticket: string) =>
      new TestBrowser(api, '192.0.2.33').call('POST', '/session/second-factor', { ticket, code: code() })
    expect((await send(expired.ticket)).body).toMatchObject({ status: 422, code: 'ticket-refused' })
    expect((await send('x'.repeat(43))).body).toMatchObject({ status: 422, code: 'ticket-refused' })
    const { ticket } = await firstStep(new TestBrowser(api, '192.0.2.33'))
    expect((await send(ticket)).status).toBe(200)
    expect((await send(ticket)).body).toMatchObject({ status: 422, code: 'ticket-refused' })
  })

  it('cannot be guessed: passing the password again does not start the count anew', async () => {
    const address = '192.0.2.40'
    let refusedAfter = 0
    for (;;) {
      const browser = new TestBrowser(api, address)
      const { body, status } = await browser.call('POST', '/session/password', { email, password })
      if (status === 429) break
      const guess = await browser.call('POST', '/session/second-factor', {
        ticket: String(body.ticket),
        code: '123456',
      })
      if (guess.status === 429) break
      refusedAfter += 1
      expect(refusedAfter).toBeLessThan(10)
    }
    expect(refusedAfter).toBe(5)
  })
})

describe('a recovery code', () => {
  it('signs in once, however it is typed', async () => {
    const typed = (codes[0] ?? '').toUpperCase().replaceAll('-', ' ')
    const { browser, ticket } = await firstStep(new TestBrowser(api, '192.0.2.50'))
    const answer = await browser.call('POST', '/session/second-factor', { ticket, recoveryCode: typed })
    expect(answer.status).toBe(200)
    expect((await browser.call('GET', '/account')).body).toMatchObject({ recoveryCodesLeft: 9 })
    const again = await firstStep(new TestBrowser(api, '192.0.2.50'))
    const refused = await again.browser.call('POST', '/session/second-factor', {
      ticket: again.ticket,
      recoveryCode: typed,
    })
    expect(refused.body).toMatchObject({ status: 401, code: 'sign-in-refused' })
  })

  it('is void when new ones were made', async () => {
    const renewed = await owner.call('POST', '/account/recovery-codes')
    expect(strings.parse(renewed.body.codes)).not.toContain(codes[1])
    const { browser, ticket } = await firstStep(new TestBrowser(api, '192.0.2.51'))
    const refused = await browser.call('POST', '/session/second-factor', { ticket, recoveryCode: codes[1] ?? '' })
    expect(refused.status).toBe(401)
  })
})

describe('a change of how one signs in', () => {
  it('wants a proof of the last quarter of an hour', async () => {
    const { store } = api.installation.deps
    await store.session.updateMany({ data: { authenticatedAt: new Date(Date.now() - 16 * 60_000) } })
    for (const path of ['/account/recovery-codes', '/account/totp', '/account/passkeys/options'])
      expect((await owner.call('POST', path)).body).toMatchObject({ status: 403, code: 'confirmation-needed' })
    expect((await owner.call('DELETE', '/account/totp')).body).toMatchObject({ code: 'confirmation-needed' })
    await forgetUsedSteps()
    expect((await owner.call('POST', '/account/confirm', { password })).body).toMatchObject({
      errors: [{ path: 'code' }],
    })
    expect((await owner.call('POST', '/account/confirm', { password: 'wrong', code: code() })).status).toBe(422)
    expect((await owner.call('POST', '/account/confirm', { password, code: code() })).status).toBe(204)
    expect((await owner.call('DELETE', '/account/totp')).status).toBe(204)
    expect((await owner.call('GET', '/account')).body).toMatchObject({ totp: false, recoveryCodesLeft: 0 })
    await signedIn(api, ownerPerson)
  })
})
