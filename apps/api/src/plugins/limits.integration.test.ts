import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { makeTestPerson } from '../testing/test-principals.ts'

const proxy = '10.1.2.3'
let api: TestApi
beforeAll(async () => {
  api = await startTestApi('limits', {
    FUN_RATE_LIMIT: '5',
    FUN_RATE_LIMIT_SIGN_IN: '3',
    FUN_RATE_LIMIT_WEBHOOKS: '2',
    FUN_TRUSTED_PROXIES: '10.1.0.0/16,::1',
    FUN_CORS_ORIGINS: 'https://tools.example.org',
  })
})
afterAll(() => api.stop())

type Headers = Record<string, string>
const get = (url: string, remoteAddress: string, headers: Headers = {}) =>
  api.app.inject({ method: 'GET', url, remoteAddress, headers })
const signIn = (remoteAddress: string, headers: Headers = {}) =>
  api.app.inject({ method: 'POST', url: '/api/v1/session', remoteAddress, headers, payload: { token: 'fun_wrong' } })
const statusesOf = async (count: number, one: () => Promise<{ statusCode: number }>) => {
  const statuses: number[] = []
  for (let index = 0; index < count; index++) statuses.push((await one()).statusCode)
  return statuses
}

describe('a limit', () => {
  it('counts an address without a credential over all routes, says what is left, and names the cure when it is reached', async () => {
    const first = await get('/api/v1/hosts', '192.0.2.1')
    expect(first.headers).toMatchObject({
      'ratelimit-limit': '5',
      'ratelimit-remaining': '4',
      'ratelimit-reset': expect.stringMatching(/^\d+$/),
    })
    await statusesOf(4, () => get('/api/v1/environments', '192.0.2.1'))
    const refused = await get('/api/v1/sources', '192.0.2.1')
    expect(refused.statusCode).toBe(429)
    expect(refused.headers['content-type']).toContain('application/problem+json')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.json()).toMatchObject({ code: 'too-many-requests', cure: expect.stringContaining('Retry-After') })
    expect((await get('/api/v1/sources', '192.0.2.2')).statusCode).toBe(401)
    expect((await get('/healthz', '192.0.2.1')).statusCode).toBe(200)
  })

  it('counts a principal wherever it calls from', async () => {
    const authorization = `Bearer ${api.token}`
    const statuses = await Promise.all(
      ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4', '198.51.100.5', '198.51.100.6'].map(
        async (address) => (await get('/api/v1/hosts', address, { authorization })).statusCode,
      ),
    )
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('counts a person, not each of their tokens', async () => {
    const { deps } = api.installation
    const [person, other] = [await makeTestPerson(deps, {}), await makeTestPerson(deps, {})]
    const made = await api.call('POST', '/tokens', { name: 'second' }, person.headers)
    const second = { authorization: `Bearer ${String(made.body.token)}` }
    const statuses: number[] = []
    for (const headers of [person.headers, second, person.headers, second, second, person.headers])
      statuses.push((await get('/api/v1/tokens', '198.51.100.20', headers)).statusCode)
    expect([made.status, ...statuses]).toEqual([201, 200, 200, 200, 200, 429, 429])
    expect((await get('/api/v1/tokens', '198.51.100.20', other.headers)).statusCode).toBe(200)
  })

  it('of signing in and of webhooks is one of their own', async () => {
    expect(await statusesOf(4, () => signIn('192.0.2.9'))).toEqual([401, 401, 401, 429])
    const push = () =>
      api.app.inject({
        method: 'POST',
        url: '/api/v1/webhooks/generic/absent',
        remoteAddress: '192.0.2.9',
        headers: { 'x-signature-256': `sha256=${'0'.repeat(64)}` },
        payload: {},
      })
    expect(await statusesOf(3, push)).toEqual([401, 401, 429])
    expect((await get('/api/v1/hosts', '192.0.2.9')).statusCode).toBe(401)
  })

  it('holds while Redis is away', async () => {
    const { redis } = api.installation.deps
    redis.impatient.disconnect()
    expect(await statusesOf(6, () => get('/api/v1/hosts', '192.0.2.77'))).toEqual([401, 401, 401, 401, 401, 429])
    expect(await statusesOf(4, () => signIn('192.0.2.77'))).toEqual([401, 401, 401, 429])
    await redis.impatient.connect()
    expect((await get('/api/v1/hosts', '192.0.2.77')).headers['ratelimit-remaining']).toBe('4')
  })

  it('counts the 64 bits of a network that somebody has of IPv6, not each of their addresses', async () => {
    const statuses = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (last) => (await get('/api/v1/hosts', `2001:db8::${last}`)).statusCode),
    )
    expect(statuses.sort()).toEqual([401, 401, 401, 401, 401, 429])
  })
})

describe('the address of a client', () => {
  it('is the socket’s: X-Forwarded-For of anybody else than a named proxy is not believed', async () => {
    const spoofed = (index: number) =>
      get('/api/v1/hosts', '203.0.113.5', { 'x-forwarded-for': `203.0.113.${100 + index}` })
    const statuses: number[] = []
    for (let index = 0; index < 6; index++) statuses.push((await spoofed(index)).statusCode)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
  })

  it('is the last one before the named proxies, whatever the client wrote before it', async () => {
    const throughProxy = (client: string, invented: string) =>
      get('/api/v1/hosts', proxy, { 'x-forwarded-for': `${invented}, ${client}` })
    const statuses: number[] = []
    for (let index = 0; index < 6; index++)
      statuses.push((await throughProxy('203.0.113.6', `203.0.113.${200 + index}`)).statusCode)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
    expect((await throughProxy('203.0.113.7', '203.0.113.6')).statusCode).toBe(401)
  })

  it('of a proxy must be named as an address or a network', async () => {
    const { loadConfig } = await import('../config.ts')
    expect(() => loadConfig({ DATABASE_URL: 'x', FUN_TRUSTED_PROXIES: 'everybody' })).toThrow('FUN_TRUSTED_PROXIES')
    expect(loadConfig({ DATABASE_URL: 'x' }).trustedProxies).toEqual([])
  })
})

describe('another site', () => {
  const preflight = (origin: string) =>
    api.app.inject({
      method: 'OPTIONS',
      url: '/api/v1/hosts',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
    })

  it('that is named may call with a token, and never with a cookie', async () => {
    const { headers } = await preflight('https://tools.example.org')
    expect(headers['access-control-allow-origin']).toBe('https://tools.example.org')
    expect(headers['access-control-allow-headers']).toContain('Authorization')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
    const answer = await get('/api/v1/hosts', '192.0.2.200', { origin: 'https://tools.example.org' })
    expect(answer.headers['access-control-allow-origin']).toBe('https://tools.example.org')
    expect(answer.headers['access-control-expose-headers']).toContain('ETag')
  })

  it('that is not named may not', async () => {
    for (const origin of ['https://evil.example.org', 'https://tools.example.org.evil.example', 'null']) {
      const { headers } = await preflight(origin)
      expect(headers['access-control-allow-origin'] ?? 'none').not.toBe(origin)
    }
  })

  it('is not named by default', async () => {
    const closed = await startTestApi('cors')
    const { headers } = await closed.app.inject({ url: '/healthz', headers: { origin: 'https://tools.example.org' } })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    await closed.stop()
  })
})
