import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { Prisma } from './adapters/store/generated/client.ts'
import { client, type OidcCounterpart, startOidcCounterpart } from './testing/oidc-counterpart.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, ownerPerson, TestBrowser } from './testing/test-browser.ts'
import { makeResetOnServer } from './usecases/password-resets/make-on-server.ts'

const site = 'https://fun.example.org'
let api: TestApi
let counterpart: OidcCounterpart
beforeAll(async () => {
  counterpart = await startOidcCounterpart(`${site}/api/v1/oidc/company/callback`)
  api = await startTestApi('account-plaintexts', {
    FUN_RATE_LIMIT_SIGN_IN: '0',
    FUN_PUBLIC_URL: site,
    FUN_OUTGOING_ALLOW: '127.0.0.1',
  })
})
afterAll(async () => {
  await api.stop()
  await counterpart.stop()
})

/** Every row of every table. */
async function databaseRows(): Promise<string[]> {
  const { store } = api.installation.deps
  const tables = z
    .array(z.object({ name: z.string() }))
    .parse(
      await store.$queryRaw`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    )
  const rows = await Promise.all(
    tables.map(({ name }) =>
      store.$queryRaw(Prisma.sql`SELECT to_jsonb(t)::text AS row FROM ${Prisma.raw(`"${name}"`)} t`),
    ),
  )
  return rows.flatMap((each) => z.array(z.object({ row: z.string() })).parse(each)).map(({ row }) => row)
}

const codeIn = (link: unknown): string => /#code=([\w-]+)/.exec(String(link))?.[1] ?? ''

it('what opens an account stands nowhere in the database', async () => {
  const owner = await firstOwner(api)
  const setup = await owner.call('POST', '/account/totp')
  const secret = String(setup.body.secret)
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  const confirmed = await owner.call('POST', '/account/totp/confirm', { code })
  const recoveryCodes = z.array(z.string()).length(10).parse(confirmed.body.codes)
  const key = { 'idempotency-key': 'once' }
  const invited = { email: 'dana@example.org', role: 'viewer' }
  const invitation = await owner.call('POST', '/invitations', invited, key)
  expect((await owner.call('POST', '/invitations', invited, key)).body).toEqual(invitation.body)
  const dana = { email: invited.email, name: 'Dana', password: 'twelve letters or more' }
  const guest = new TestBrowser(api)
  const accepted = await guest.call('POST', '/invitations/accept', { token: codeIn(invitation.body.url), ...dana })
  expect(accepted.status).toBe(201)
  const wrong = { email: dana.email, password: 'nobody has this one' }
  expect((await new TestBrowser(api).call('POST', '/session/password', wrong)).status).toBe(401)
  const reset = await makeResetOnServer(api.installation.deps, dana.email, { withoutSecondFactor: false })
  const step = await new TestBrowser(api).call('POST', '/session/password', ownerPerson)
  const { name: _name, ...given } = ownerPerson
  const ticket = await new TestBrowser(api).call('POST', '/session/password', given)
  const provider = { name: 'company', title: 'Company', issuer: counterpart.issuer, clientId: client.id }
  const added = await owner.call('POST', '/oidc/providers', { ...provider, clientSecret: client.secret }, key)
  expect(added.status).toBe(201)
  const start = await new TestBrowser(api).call('GET', '/oidc/company/start')
  const state = new URL(String(start.headers.location)).searchParams.get('state')
  const token = await owner.call('POST', '/tokens', { name: 'mine' }, key)
  expect([step.status, ticket.body.state]).toEqual([422, 'second-factor'])
  const plaintexts = {
    passwords: [ownerPerson.password, dana.password, wrong.password],
    secondFactor: [secret, ...recoveryCodes, ...recoveryCodes.map((each) => each.replaceAll('-', ''))],
    links: [codeIn(invitation.body.url), codeIn(reset)],
    sessions: [...owner.cookies.values(), ...guest.cookies.values()],
    between: [ticket.body.ticket, state, /__Host-fun_oidc=([^;]+)/.exec(start.setCookies[0] ?? '')?.[1]],
    others: [client.secret, token.body.token],
  }
  const rows = await databaseRows()
  expect(rows.filter((row) => row.includes(dana.email)).length).toBeGreaterThan(3)
  for (const [kind, values] of Object.entries(plaintexts))
    for (const value of z.array(z.string().min(8)).parse(values)) {
      const bytes = Buffer.from(value)
      for (const form of [value, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '')])
        expect(
          rows.find((row) => row.includes(form)),
          kind,
        ).toBeUndefined()
    }
})
