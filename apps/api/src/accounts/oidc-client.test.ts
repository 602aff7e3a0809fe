import { createServer, type RequestListener, type Server } from 'node:http'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createOutgoing, type Outgoing } from '../adapters/outgoing/outgoing.ts'
import { createAddressGuard } from '../address-guard.ts'
import { authorizationRequest, claimsOfAnswer, discoverProvider, mergedClaims } from './oidc-client.ts'

const servers: Server[] = []
const opened: Outgoing[] = []
/** Paths that were asked for at the address that stands for what must not be reached. */
const inside: string[] = []
let insideUrl: string
let issuer: string
beforeAll(async () => {
  insideUrl = await listen('127.0.0.2', (request, response) => {
    inside.push(request.url ?? '')
    response.setHeader('content-type', 'application/json').end(JSON.stringify(description(insideUrl)))
  })
  issuer = await listen('127.0.0.1', (_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(description(issuer)))
  })
})
beforeEach(() => {
  inside.length = 0
})
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})
afterAll(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
})

async function listen(host: string, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  return `http://${host}:${typeof address === 'object' ? address?.port : 0}`
}

/** Of a provider that has its codes and keys asked for at the other address. */
const description = (of: string) => ({
  issuer: of,
  authorization_endpoint: `${of}/authorize`,
  token_endpoint: `${insideUrl}/token`,
  jwks_uri: `${insideUrl}/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
})

function depsThatAllow(...allow: string[]) {
  const outgoing = createOutgoing({ guard: createAddressGuard(allow) })
  opened.push(outgoing)
  return { outgoing, logger: pino({ level: 'silent' }) }
}
const client = { title: 'Company', clientId: 'fun', clientSecret: 'a client secret of the test' }

async function answer(deps: ReturnType<typeof depsThatAllow>) {
  const redirectUri = 'https://fun.example.org/api/v1/oidc/company/callback'
  const configuration = await discoverProvider(deps, { ...client, issuer })
  const flow = await authorizationRequest(configuration, { redirectUri, scopes: ['openid'] })
  return claimsOfAnswer(configuration, new URL(`${redirectUri}?code=x&state=${flow.state}`), flow)
}

describe('a provider is asked', () => {
  it('only at an address that may be called', async () => {
    await expect(discoverProvider(depsThatAllow(), { ...client, issuer: insideUrl })).rejects.toMatchObject({
      code: 'oidc-unavailable',
      detail: expect.stringMatching(/ 127\.0\.0\.2 is a private address\.$/),
      cure: expect.stringContaining('FUN_OUTGOING_ALLOW'),
    })
    expect(inside).toEqual([])
  })

  it('for a code only where that may be, whatever its description says', async () => {
    await expect(answer(depsThatAllow('127.0.0.1'))).rejects.toMatchObject({
      code: 'oidc-refused',
      detail: expect.stringMatching(/ 127\.0\.0\.2 is a private address\.$/),
    })
    expect(inside).toEqual([])
    await expect(answer(depsThatAllow('127.0.0.1', '127.0.0.2'))).rejects.toMatchObject({ code: 'oidc-refused' })
    expect(inside).toEqual(['/token'])
  })
})

describe('a browser is sent', () => {
  it('to no address that would run as a script of the portal', async () => {
    const scripted = await listen('127.0.0.1', (_request, response) => {
      const told = { ...description(scripted), authorization_endpoint: 'javascript:alert(document.domain)//' }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(told))
    })
    await expect(discoverProvider(depsThatAllow('127.0.0.1'), { ...client, issuer: scripted })).rejects.toMatchObject({
      code: 'oidc-unavailable',
      errors: [{ path: 'issuer' }],
    })
  })
})

describe('claims of the ID token and of userinfo', () => {
  it('are one, and the token counts where both say something', () => {
    const more = { sub: 'x', email: 'nina@example.org', email_verified: true, name: 'Nina' }
    expect(mergedClaims({ sub: 'x' }, more)).toEqual(more)
    expect(mergedClaims({ sub: 'x', name: 'N.', email: 'nina@example.org' }, more)).toEqual({ ...more, name: 'N.' })
  })

  it('verify the address that they name, and none beside it', () => {
    const verified = { email: 'nina@example.org', email_verified: true }
    for (const [token, userinfo] of [
      [{ email: 'olga@example.org' }, verified],
      [{ email_verified: true }, { email: 'olga@example.org' }],
    ] as const)
      expect(mergedClaims(token, userinfo)).toMatchObject({ email: 'olga@example.org', email_verified: undefined })
  })
})
