import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { client, type OidcCounterpart, startOidcCounterpart } from './testing/oidc-counterpart.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, ownerPerson, TestBrowser } from './testing/test-browser.ts'

const site = 'https://fun.example.org'
let api: TestApi
let owner: TestBrowser
let counterpart: OidcCounterpart
beforeAll(async () => {
  counterpart = await startOidcCounterpart(`${site}/api/v1/oidc/company/callback`)
  api = await startTestApi('oidc', {
    FUN_RATE_LIMIT_SIGN_IN: '0',
    FUN_PUBLIC_URL: site,
    FUN_OUTGOING_ALLOW: '127.0.0.1',
  })
  owner = await firstOwner(api)
})
afterAll(async () => {
  await api.stop()
  await counterpart.stop()
})

const company = () => ({
  name: 'company',
  title: 'Company account',
  issuer: counterpart.issuer,
  clientId: client.id,
  clientSecret: client.secret,
  scopes: ['openid', 'email', 'profile', 'groups'],
  roleClaim: 'groups',
  roleMap: [
    { value: 'platform', role: 'operator' },
    { value: 'developers', role: 'developer' },
  ],
})
const pathOf = ({ pathname, search }: URL) => `${pathname}${search}`
const locationOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers.location)

/** The whole way of a browser; where it ends. */
async function signIn(subject: string, browser = new TestBrowser(api), to = '/') {
  const start = await browser.call('GET', `/oidc/company/start?to=${encodeURIComponent(to)}`)
  const back = await counterpart.signIn(locationOf(start), subject)
  return { browser, answer: await browser.call('GET', pathOf(back)), back, start }
}
const whoIs = async (browser: TestBrowser) => {
  const { status, body } = await browser.call('GET', '/principal')
  return status === 200 ? body : null
}
const roles = (role: string) => [{ role, environment: null }]

describe('a provider', () => {
  it('is added by the owner once its description answers; its secret is never shown', async () => {
    const unreachable = await owner.call('POST', '/oidc/providers', { ...company(), issuer: 'http://127.0.0.1:1' })
    expect(unreachable.body).toMatchObject({ status: 422, code: 'oidc-unavailable', errors: [{ path: 'issuer' }] })
    const inside = await owner.call('POST', '/oidc/providers', { ...company(), issuer: 'http://169.254.169.254' })
    expect(inside.body).toMatchObject({
      status: 422,
      code: 'oidc-unavailable',
      errors: [{ path: 'issuer' }],
      cure: expect.stringContaining('FUN_OUTGOING_ALLOW'),
    })
    const added = await owner.call('POST', '/oidc/providers', company())
    expect(added.body).toMatchObject({ hasClientSecret: true, redirectUri: `${site}/api/v1/oidc/company/callback` })
    const shown = JSON.stringify([added.body, (await owner.call('GET', '/oidc/providers')).body])
    expect(shown).not.toContain(client.secret)
    const stored = await api.installation.deps.store.oidcProvider.findFirstOrThrow()
    expect(Buffer.from(stored.clientSecretEncrypted ?? []).toString('latin1')).not.toContain(client.secret)
    expect((await new TestBrowser(api).call('GET', '/session/options')).body.providers).toEqual([
      { name: 'company', title: 'Company account' },
    ])
  })
})

describe('a sign-in at a provider', () => {
  it('makes a member with the role that the claim gives, and leads back to the page', async () => {
    counterpart.people.set('sub-nina', {
      email: 'Nina@example.org',
      email_verified: true,
      name: 'Nina',
      groups: ['developers', 'platform'],
    })
    const { browser, answer, start } = await signIn('sub-nina', undefined, '/environments/demo')
    expect(start.setCookies[0]).toMatch(/^__Host-fun_oidc=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    const sentTo = new URL(locationOf(start)).searchParams
    expect(Object.fromEntries(sentTo)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid email profile groups',
    })
    expect(locationOf(answer)).toBe('/environments/demo')
    expect(await whoIs(browser)).toMatchObject({ name: 'nina@example.org', roles: roles('operator') })
  })

  it('follows the claim: a role that is gone there is gone here, and other sessions end', async () => {
    const before = await signIn('sub-nina')
    counterpart.people.set('sub-nina', { email: 'nina@example.org', email_verified: true, groups: ['developers'] })
    const after = await signIn('sub-nina')
    expect(await whoIs(after.browser)).toMatchObject({ roles: roles('developer') })
    expect(await whoIs(before.browser)).toBeNull()
    counterpart.people.set('sub-nina', { email: 'nina@example.org', email_verified: true, groups: [] })
    const none = await signIn('sub-nina')
    expect(await whoIs(none.browser)).toMatchObject({ roles: [] })
    expect((await none.browser.call('GET', '/invitations')).status).toBe(403)
  })

  it('with another state, in another browser, twice, or with the code of another flow is refused', async () => {
    const browser = new TestBrowser(api)
    const refused = '/sign-in#problem='
    const begin = async () => {
      const start = await browser.call('GET', '/oidc/company/start')
      return counterpart.signIn(locationOf(start), 'sub-nina')
    }
    const otherState = await begin()
    otherState.searchParams.set('state', 'x'.repeat(43))
    expect(locationOf(await browser.call('GET', pathOf(otherState)))).toBe(`${refused}oidc-refused`)
    const elsewhere = await begin()
    expect(locationOf(await new TestBrowser(api).call('GET', pathOf(elsewhere)))).toBe(`${refused}ticket-refused`)
    const first = await begin()
    const second = await begin()
    // The state of this flow with the code of the other: PKCE does not hold.
    second.searchParams.set('code', first.searchParams.get('code') ?? '')
    expect(locationOf(await browser.call('GET', pathOf(second)))).toBe(`${refused}oidc-refused`)
    const { browser: done, back } = await signIn('sub-nina')
    expect(locationOf(await done.call('GET', pathOf(back)))).toBe(`${refused}ticket-refused`)
    expect(browser.cookies.has('__Host-fun_session')).toBe(false)
  })

  it('lets nobody in whose address is not verified, or whom nobody invited and no role is mapped to', async () => {
    counterpart.people.set('sub-omar', { email: 'omar@example.org', email_verified: false, groups: ['platform'] })
    counterpart.people.set('sub-paul', { email: 'paul@example.org', email_verified: true, groups: ['sales'] })
    for (const subject of ['sub-omar', 'sub-paul']) {
      const { answer, browser } = await signIn(subject)
      expect(locationOf(answer)).toBe('/sign-in#problem=not-a-member')
      expect(await whoIs(browser)).toBeNull()
    }
    expect(
      await api.installation.deps.store.user.count({
        where: { email: { in: ['omar@example.org', 'paul@example.org'] } },
      }),
    ).toBe(0)
    await owner.call('POST', '/invitations', { email: 'paul@example.org', role: 'viewer' })
    const { browser } = await signIn('sub-paul')
    expect(await whoIs(browser)).toMatchObject({ name: 'paul@example.org', roles: roles('viewer') })
  })

  it('takes no account over by its address: its owner ties it while signed in', async () => {
    counterpart.people.set('sub-olga', { email: ownerPerson.email, email_verified: true, groups: ['developers'] })
    const stranger = await signIn('sub-olga')
    expect(locationOf(stranger.answer)).toBe('/sign-in#problem=identity-not-tied')
    const { body } = await owner.call('POST', '/account/identities/company')
    const back = await counterpart.signIn(String(body.url), 'sub-olga')
    expect(locationOf(await owner.call('GET', pathOf(back)))).toBe('/account')
    expect((await owner.call('GET', '/account')).body.identities).toMatchObject([{ provider: 'company' }])
    const { browser } = await signIn('sub-olga')
    // The role was given by hand: the claim does not take it away.
    expect(await whoIs(browser)).toMatchObject({ name: ownerPerson.email, roles: roles('owner') })
    const again = await owner.call('POST', '/account/identities/company')
    const another = await counterpart.signIn(String(again.body.url), 'sub-nina')
    expect(locationOf(await owner.call('GET', pathOf(another)))).toBe('/account#problem=identity-taken')
  })

  it('leads to no other site', async () => {
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example'])
      expect((await owner.call('GET', `/oidc/company/start?to=${encodeURIComponent(to)}`)).status).toBe(422)
  })

  it('ends with the provider', async () => {
    const { browser } = await signIn('sub-paul')
    expect((await owner.call('DELETE', '/oidc/providers/company')).status).toBe(204)
    expect(await whoIs(browser)).toBeNull()
    const start = await new TestBrowser(api).call('GET', '/oidc/company/start')
    expect(locationOf(start)).toBe('/sign-in#problem=not-found')
  })
})
