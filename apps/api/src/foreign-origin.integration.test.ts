import { randomUUID } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { firstOwner, type TestBrowser } from './testing/test-browser.ts'

let api: TestApi
let owner: TestBrowser
beforeAll(async () => {
  api = await startTestApi('foreign-origin', { FUN_RATE_LIMIT_SIGN_IN: '0', FUN_RATE_LIMIT: '0' })
  owner = await firstOwner(api)
})
afterAll(() => api.stop())

const method = z.enum(['POST', 'PUT', 'PATCH', 'DELETE'])
/** Every call that changes something, but those of git hosts, which are signed and come without a cookie. */
const writes = () =>
  api.app.routesWithPolicy.flatMap((route) => {
    const known = method.safeParse(route.method).data
    if (known === undefined || route.url.endsWith('/*') || route.url.includes('/webhooks/:provider/:source')) return []
    return [{ method: known, url: route.url.replace(/:\w+/g, () => randomUUID()), policy: route.policy }]
  })
const cookie = () => [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
const send = async (options: InjectOptions) => {
  const { statusCode, payload } = await api.app.inject(options)
  return `${statusCode} ${/"code":"([\w-]+)"/.exec(payload)?.[1] ?? ''}`
}

it.each([
  'https://evil.example',
  // The same host, another port: an environment's LMS, to which a browser sends the cookie too.
  'http://localhost:8000',
  'null',
])('no page of %s changes anything or signs anybody in', async (origin) => {
  expect(writes().length).toBeGreaterThan(60)
  expect(writes().filter(({ policy }) => policy === 'public')).toHaveLength(9)
  for (const { method, url } of writes()) {
    const headers = { host: 'localhost:80', origin, cookie: cookie() }
    expect(await send({ method, url, headers }), `${method} ${url}`).toBe('403 origin-refused')
  }
  expect((await owner.call('GET', '/account')).status).toBe(200)
})

it('a form of another page, which needs no script, is refused by its content type where a browser sends no Origin', async () => {
  for (const { method, url, policy } of writes()) {
    if (method !== 'POST') continue
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const headers = { host: 'localhost:80', cookie: cookie(), 'content-type': type }
      expect(await send({ method, url, headers, payload: '{"a":1}' }), `${url} ${type} ${policy}`).toMatch(
        /^(415 unsupported-media-type|404 not-found)$/,
      )
    }
  }
})
