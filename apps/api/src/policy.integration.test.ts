import { randomUUID } from 'node:crypto'
import { type Action, actions, roleMay, roles, scopeOf } from '@fun/contract/policy'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authPlugin } from './plugins/auth.ts'
import { policyPlugin } from './plugins/policy.ts'
import { problemPlugin } from './plugins/problem.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { makeTestPerson, type TestPerson } from './testing/test-principals.ts'
import { makeTestRevision } from './testing/test-revision.ts'

let api: TestApi
let origin: string
/** Values of path parameters: of the environment that somebody has a role on, and of another. */
let mine: Record<string, string>
let others: Record<string, string>

beforeAll(async () => {
  api = await startTestApi('policy')
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
  mine = await makeWorld('mine', 20_100)
  others = await makeWorld('others', 20_200)
})
afterAll(() => api.stop())

/** A source, an environment of it, a revision and an operation that has ended. */
async function makeWorld(name: string, port: number): Promise<Record<string, string>> {
  const { store } = api.installation.deps
  await api.call('POST', '/sources', { name, url: `https://example.org/${name}.git` })
  const specification = { kind: 'production', release: 'teak', lms: { port }, cms: { port: port + 1 } }
  const made = await api.call('POST', '/environments', { name, source: name, specification })
  const environmentId = String(made.body.id)
  const revision = await makeTestRevision(store, environmentId, { state: 'superseded' })
  const operation = await store.operation.create({
    data: {
      kind: 'plan',
      state: 'succeeded',
      environmentId,
      hostId: api.installation.hostId,
      trigger: 'test',
      input: {},
    },
  })
  return { environment: name, environmentId, source: name, revision: revision.id, operation: operation.id }
}

/** Status and text of a call; of an event stream only its first bytes. */
async function call(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const leave = new AbortController()
  const writes = !['GET', 'HEAD', 'DELETE'].includes(method)
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: { ...headers, ...(writes ? { 'content-type': 'application/json' } : {}) },
    signal: leave.signal,
    ...(writes ? { body: '{"unknown-field": 1}' } : {}),
  })
  const streams = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  const text = streams ? '' : await response.text()
  if (streams) leave.abort()
  return { status: response.status, text }
}

/** Nothing of these is there; what is there is named by the world. */
const absent: Record<string, string> = { host: 'absent', account: 'absent', service: 'lms' }
const pathOf = (url: string, world: Record<string, string>) =>
  url.replace(/:(\w+)/g, (_whole, name: string) => world[name] ?? absent[name] ?? randomUUID())

const guarded = () =>
  api.app.routesWithPolicy.flatMap(({ method, url, policy }) =>
    policy === 'public' || method === 'HEAD' ? [] : [{ method, url, action: policy }],
  )

describe('every route', () => {
  it('declares a policy, and only these need no credential', () => {
    const open = api.app.routesWithPolicy.filter(({ policy }) => policy === 'public')
    const urls = new Set(open.map(({ method, url }) => (url.endsWith('/*') ? url : `${method} ${url}`)))
    expect([...urls].filter((url) => !url.startsWith('HEAD')).sort()).toEqual([
      '/api/v1/*',
      'GET /api/reference',
      'GET /api/reference/start.js',
      'GET /api/reference/swagger-ui-bundle.js',
      'GET /api/reference/swagger-ui.css',
      'GET /api/v1/oidc/:provider/callback',
      'GET /api/v1/oidc/:provider/start',
      'GET /api/v1/session/options',
      'GET /cli/fun.js',
      'GET /healthz',
      'GET /readyz',
      'POST /api/v1/invitations/accept',
      'POST /api/v1/invitations/look',
      'POST /api/v1/password-resets',
      'POST /api/v1/password-resets/use',
      'POST /api/v1/session',
      'POST /api/v1/session/passkey',
      'POST /api/v1/session/passkey/options',
      'POST /api/v1/session/password',
      'POST /api/v1/session/second-factor',
      'POST /api/v1/webhooks/:provider/:source',
    ])
    expect(guarded().length).toBeGreaterThan(40)
  })

  it('is answered with 401 without a credential', async () => {
    for (const { method, url } of guarded())
      expect((await call(method, pathOf(url, mine), {})).status, `${method} ${url}`).toBe(401)
  })

  it.each(roles)('lets a %s of the installation do exactly what the table says', async (role) => {
    const { headers } = await makeTestPerson(api.installation.deps, { installation: role })
    for (const { method, url, action } of guarded()) {
      const { status, text } = await call(method, pathOf(url, mine), headers)
      const what = `${role} ${method} ${url} (${action}): ${status} ${text.slice(0, 300)}`
      // No worker runs here: what the API asks of one is let through, and has no answer.
      if (!text.includes('"code":"worker-unavailable"')) expect(status, what).toBeLessThan(500)
      if (roleMay(role, action)) expect([401, 403], what).not.toContain(status)
      else
        expect({ status, problem: JSON.parse(text) }, what).toMatchObject({
          status: 403,
          problem: { missing: { action } },
        })
    }
  })

  it.each(roles)('lets a %s of one environment do it there, and nowhere see anything else', async (role) => {
    const { headers } = await makeTestPerson(api.installation.deps, { [mine.environmentId ?? '']: role })
    for (const { method, url, action } of guarded()) {
      const what = `${role} ${method} ${url} (${action})`
      const here = await call(method, pathOf(url, mine), headers)
      const may = scopeOf(action) === 'own' || (scopeOf(action) === 'environment' && roleMay(role, action))
      if (may) expect([401, 403], `${what}: ${here.status} ${here.text}`).not.toContain(here.status)
      else expect(here.status, what).toBe(403)
      if (!/:(environment|source|revision|operation)\b/.test(url)) continue
      const there = await call(method, pathOf(url, others), headers)
      const nowhere = await call(
        method,
        pathOf(url, {
          ...others,
          environment: 'nowhere',
          source: 'nowhere',
          revision: randomUUID(),
          operation: randomUUID(),
        }),
        headers,
      )
      expect([there.status, nowhere.status], what).toEqual([404, 404])
      expect(shapeOf(there.text), what).toBe(shapeOf(nowhere.text))
    }
  })
})

/** A refusal without what names the object or the request. */
const shapeOf = (text: string) =>
  text.replace(/"instance":"[^"]*"/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b(others|nowhere)\b/g, '…')

describe('every action', () => {
  it('is decided by the table for every role, on the installation, on its environment and on another', async () => {
    const { deps } = api.installation
    const app = Fastify()
    await app.register(problemPlugin)
    await app.register(authPlugin, { deps })
    await app.register(policyPlugin, { deps })
    for (const action of actions) app.get(urlOf(action), { config: { policy: action } }, async () => ({ did: action }))
    await app.ready()
    const statusFor = async ({ headers }: TestPerson, action: Action, world: Record<string, string>) =>
      (await app.inject({ url: pathOf(urlOf(action), world), headers })).statusCode
    for (const role of roles) {
      const everywhere = await makeTestPerson(deps, { installation: role })
      const here = await makeTestPerson(deps, { [mine.environmentId ?? '']: role })
      for (const action of actions) {
        const what = `${role} ${action}`
        const may = roleMay(role, action)
        const scope = scopeOf(action)
        expect(await statusFor(everywhere, action, mine), what).toBe(may ? 200 : 403)
        const mayHere = scope === 'own' || (scope === 'environment' && may)
        expect(await statusFor(here, action, mine), `${what} here`).toBe(mayHere ? 200 : 403)
        if (scope === 'environment') expect(await statusFor(here, action, others), `${what} there`).toBe(404)
      }
    }
    await app.close()
  })

  const urlOf = (action: Action) =>
    scopeOf(action) === 'environment'
      ? `/probe/${action.replace(':', '-')}/:environment`
      : `/probe/${action.replace(':', '-')}`
})
