import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { client, type OidcCounterpart, startOidcCounterpart } from './testing/oidc-counterpart.ts'
import { overlap } from './testing/overlap.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, ownerPerson, TestBrowser } from './testing/test-browser.ts'

const site = 'https://fun.example.org'
let api: TestApi
let owner: TestBrowser
let counterpart: OidcCounterpart
beforeAll(async () => {
  counterpart = await startOidcCounterpart(`${site}/api/v1/oidc/company/callback`)
  api = await startTestApi('oidc-attacks', {
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

const company = (name = 'company') => ({
  name,
  title: 'Company account',
  issuer: counterpart.issuer,
  clientId: client.id,
  clientSecret: client.secret,
  scopes: ['openid', 'email', 'profile', 'groups'],
  roleClaim: 'groups',
  roleMap: [
    { value: 'owners', role: 'owner' },
    { value: 'developers', role: 'developer' },
  ],
})
const pathOf = ({ pathname, search }: URL) => `${pathname}${search}`
async function signIn(subject: string) {
  const browser = new TestBrowser(api)
  const start = await browser.call('GET', '/oidc/company/start')
  const back = await counterpart.signIn(String(start.headers.location), subject)
  const answer = await browser.call('GET', pathOf(back))
  return { browser, location: String(answer.headers.location) }
}
async function tie(browser: TestBrowser, subject: string) {
  const { body } = await browser.call('POST', '/account/identities/company')
  await browser.call('GET', pathOf(await counterpart.signIn(String(body.url), subject)))
  expect((await browser.call('GET', '/account')).body.identities).toMatchObject([{ provider: 'company' }])
}
const rolesOf = async (browser: TestBrowser) => (await browser.call('GET', '/principal')).body.roles
const roles = (role: string) => [{ role, environment: null }]
const says = (subject: string, email: string, ...groups: string[]) =>
  counterpart.people.set(subject, { email, email_verified: true, groups })

describe('a provider', () => {
  it('is decided on by no token that may do less than an owner: whoever says who signs in can be anybody', async () => {
    const { body } = await api.call('POST', '/tokens', { name: 'settings', actions: ['settings:write'] })
    const headers = { authorization: `Bearer ${body.token}` }
    const mine = { ...company('mine'), roleClaim: null, defaultRole: 'owner' }
    expect((await api.call('POST', '/oidc/providers', mine, headers)).body).toMatchObject({ code: 'forbidden' })
    expect((await owner.call('POST', '/oidc/providers', company())).status).toBe(201)
    const change = { roleMap: [{ value: 'everybody', role: 'owner' }] }
    const changed = await api.call('PATCH', '/oidc/providers/company', change, headers)
    expect(changed.body).toMatchObject({ status: 403, code: 'forbidden' })
  })

  it('of another issuer is not shown the secret of the one before', async () => {
    const other = await startOidcCounterpart(`${site}/api/v1/oidc/company/callback`)
    try {
      const answer = await owner.call('PATCH', '/oidc/providers/company', { issuer: other.issuer })
      expect(answer.body).toMatchObject({
        status: 422,
        code: 'invalid-request',
        errors: [{ path: 'clientSecret' }],
      })
    } finally {
      await other.stop()
    }
    expect((await owner.call('PATCH', '/oidc/providers/company', { title: 'Our company' })).status).toBe(200)
  })
})

describe('an address', () => {
  it('that becomes another in lower case is not that other', async () => {
    expect((await owner.call('POST', '/invitations', { email: 'kay@example.org', role: 'admin' })).status).toBe(201)
    // Its first letter is the sign of the unit kelvin, whose lower case is the letter k.
    says('mallory', '\u212Aay@example.org')
    const { browser, location } = await signIn('mallory')
    expect(location).toBe('/sign-in#problem=not-a-member')
    expect((await browser.call('GET', '/account')).status).toBe(401)
  })
})

describe('two browsers', () => {
  it('of somebody new both get in, as one person', async () => {
    says('petra', 'petra@example.org', 'developers')
    const browsers = [new TestBrowser(api), new TestBrowser(api)]
    const [one, two] = await Promise.all(
      browsers.map(async (browser) => {
        const start = await browser.call('GET', '/oidc/company/start')
        const back = pathOf(await counterpart.signIn(String(start.headers.location), 'petra'))
        return () => browser.call('GET', back)
      }),
    )
    if (one === undefined || two === undefined) throw new Error('two browsers')
    const answers = await overlap(api, one, two)
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
      [302, '/'],
      [302, '/'],
    ])
    for (const browser of browsers) expect(await rolesOf(browser)).toEqual(roles('developer'))
  })
})

describe('claims', () => {
  it('give, and take nothing away that was given by hand, also when it was the same', async () => {
    says('olga', ownerPerson.email, 'owners')
    await tie(owner, 'olga')
    expect(await rolesOf((await signIn('olga')).browser)).toEqual(roles('owner'))
    says('olga', ownerPerson.email)
    expect(await rolesOf((await signIn('olga')).browser)).toEqual(roles('owner'))
    const invited = { email: 'dana@example.org', role: 'developer' }
    expect((await owner.call('POST', '/invitations', invited)).status).toBe(201)
    says('dana', invited.email, 'developers')
    expect(await rolesOf((await signIn('dana')).browser)).toEqual(roles('developer'))
    says('dana', invited.email)
    expect(await rolesOf((await signIn('dana')).browser)).toEqual(roles('developer'))
  })

  it('do not take the last owner away', async () => {
    says('nina', 'nina@example.org', 'owners')
    const { browser } = await signIn('nina')
    expect(await rolesOf(browser)).toEqual(roles('owner'))
    const { body } = await owner.call('GET', '/account')
    expect((await browser.call('PUT', `/members/${body.id}/roles`, { roles: [{ role: 'viewer' }] })).status).toBe(200)
    says('nina', 'nina@example.org', 'developers')
    const last = await signIn('nina')
    expect(last.location).toBe('/')
    expect(await rolesOf(last.browser)).toEqual(roles('owner'))
    const again = { roles: [{ role: 'owner' }] }
    expect((await last.browser.call('PUT', `/members/${body.id}/roles`, again)).status).toBe(200)
    expect(await rolesOf((await signIn('nina')).browser)).toEqual(roles('developer'))
  })
})
