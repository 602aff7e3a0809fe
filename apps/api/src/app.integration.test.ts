import { mkdirSync } from 'node:fs'
import { realpath, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleInput } from '@fun/compose-model/sample-input'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { secretContext } from './adapters/store/encryption.ts'
import { asJson } from './events/append.ts'
import { authPlugin } from './plugins/auth.ts'
import { policyPlugin } from './plugins/policy.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { makeTestRevision } from './testing/test-revision.ts'
import { makeOwnerToken } from './usecases/session/make-owner-token.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('api')
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
})
afterAll(() => api.stop())

const openapi = z.object({
  openapi: z.string(),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()).optional() })),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})
const document = async () => openapi.parse((await api.call('GET', '/openapi.json')).body)
const withoutParameters = (path: string) =>
  path.replace('{provider}', 'github').replace(/\{[^}]+\}/g, '00000000-0000-7000-8000-000000000000')
const problemOf = (answer: { body: Record<string, unknown> }) => ({
  status: answer.body.status,
  code: answer.body.code,
})
const production = (lms: number) => ({
  kind: 'production',
  release: 'teak',
  lms: { port: lms },
  cms: { port: lms + 1 },
})
let nextPort = 20_000
const environmentOf = (name: string, more: object = {}) => {
  nextPort += 10
  return { name, source: 'platform', specification: production(nextPort), ...more }
}

describe('a credential', () => {
  it('is wanted by every route but health and signing in', async () => {
    const { paths } = await document()
    const open: string[] = []
    let count = 0
    for (const [path, methods] of Object.entries(paths))
      for (const method of Object.keys(methods)) {
        count += 1
        const { statusCode, headers } = await api.app.inject({
          method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']).parse(method.toUpperCase()),
          url: withoutParameters(path),
        })
        if (statusCode !== 401) open.push(`${method} ${path}`)
        else expect(headers['content-type']).toContain('application/problem+json')
      }
    expect(count).toBeGreaterThan(30)
    expect(open.sort()).toEqual([
      'get /api/v1/session/options',
      'get /healthz',
      'get /readyz',
      'post /api/v1/invitations/accept',
      'post /api/v1/invitations/look',
      'post /api/v1/password-resets',
      'post /api/v1/password-resets/use',
      'post /api/v1/session',
      'post /api/v1/session/passkey',
      'post /api/v1/session/passkey/options',
      'post /api/v1/session/password',
      'post /api/v1/session/second-factor',
    ])
  })

  it('of another kind, or none that is known, is refused', async () => {
    for (const authorization of ['Bearer fun_wrong', `Basic ${api.token}`, `Bearer ${api.token}x`, 'Bearer '])
      expect((await api.call('GET', '/hosts', undefined, { authorization })).status).toBe(401)
    expect((await api.call('GET', '/hosts', undefined, { cookie: 'fun_session=AAAA' })).status).toBe(401)
  })

  it('becomes a cookie that a browser cannot read, other sites cannot use, and PostgreSQL does not hold', async () => {
    const signedIn = await api.call('POST', '/session', { token: api.token }, {})
    expect(signedIn.status).toBe(204)
    const setCookie = String(signedIn.headers['set-cookie'])
    expect(setCookie).toMatch(/^fun_session=[^;]+;.*HttpOnly.*SameSite=Strict/)
    expect(setCookie).not.toContain(api.token)
    const cookie = setCookie.split(';')[0] ?? ''
    expect((await api.call('GET', '/hosts', undefined, { cookie })).status).toBe(200)
    const write = (headers: Record<string, string>) =>
      api.call('DELETE', '/sources/absent', undefined, { cookie, ...headers })
    expect(problemOf(await write({ origin: 'https://evil.example', host: 'portal.example' }))).toEqual({
      status: 403,
      code: 'origin-refused',
    })
    expect((await write({ origin: 'http://portal.example', host: 'portal.example' })).status).toBe(404)
    const tokens = await api.installation.deps.store.apiToken.findMany()
    expect(JSON.stringify(tokens)).not.toContain(api.token)
  })

  it('is made once when `--if-missing` is asked', async () => {
    expect(await makeOwnerToken(api.installation.deps, { ifMissing: true })).toBeUndefined()
  })
})

describe('a route', () => {
  it('without a policy fails the start', async () => {
    const app = Fastify()
    await app.register(authPlugin, { deps: api.installation.deps })
    await app.register(policyPlugin, { deps: api.installation.deps })
    expect(() => app.get('/forgotten', async () => 'secret')).toThrow('declares no policy')
    await app.close()
  })

  it('tells what the installation is made of, and what changed', async () => {
    const { body } = await api.call('GET', '/about')
    expect(body).toMatchObject({
      versions: { node: process.versions.node, postgresql: expect.stringMatching(/^\d+/), redis: expect.any(String) },
      schema: expect.stringMatching(/^\d{14}_/),
      changes: expect.arrayContaining([expect.objectContaining({ version: 'Unreleased' })]),
    })
  })

  it('stands in a valid OpenAPI 3.1 document', async () => {
    const { openapi: version, paths, components } = await document()
    expect(version).toBe('3.1.0')
    const calls = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    for (const call of [
      'post /api/v1/session',
      'delete /api/v1/session',
      'get /api/v1/releases',
      'get /api/v1/hosts',
      'get /api/v1/hosts/{host}/storage',
      'post /api/v1/hosts/{host}/prune',
      'post /api/v1/sources',
      'delete /api/v1/sources/{source}',
      'post /api/v1/environments',
      'patch /api/v1/environments/{environment}',
      'get /api/v1/environments/{environment}/compose',
      'get /api/v1/environments/{environment}/revisions',
      'get /api/v1/revisions/{revision}',
      'post /api/v1/environments/{environment}/plans',
      'post /api/v1/environments/{environment}/deployments',
      'get /api/v1/environments/{environment}/deployments',
      'get /api/v1/deployments/{operation}',
      'post /api/v1/environments/{environment}/start',
      'post /api/v1/environments/{environment}/stop',
      'post /api/v1/environments/{environment}/restart',
      'post /api/v1/environments/{environment}/destroy',
      'post /api/v1/environments/{environment}/manage',
      'post /api/v1/builds',
      'get /api/v1/builds',
      'get /api/v1/operations',
      'get /api/v1/operations/{operation}',
      'post /api/v1/operations/{operation}/cancel',
      'get /api/v1/operations/{operation}/events',
      'get /api/v1/environments/{environment}/events',
      'get /api/v1/environments/{environment}/logs/{service}',
    ])
      expect(calls).toContain(call)
    const references = [...JSON.stringify(paths).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    expect(references.length).toBeGreaterThan(10)
    for (const [, name] of references) expect(Object.keys(components.schemas)).toContain(name)
  })
})

describe('bad input', () => {
  it.each([
    ['POST', '/environments', { name: 'Bad Name', source: 'platform', specification: {} }, 422, 'name'],
    ['POST', '/environments', { name: '../etc', source: 'platform', specification: production(21_000) }, 422, 'name'],
    ['POST', '/environments', { name: 'fine', source: 'absent', specification: production(21_000) }, 422, 'source'],
    [
      'POST',
      '/environments',
      { name: 'fine', source: 'platform', specification: { kind: 'nonsense' } },
      422,
      'specification.kind',
    ],
    [
      'POST',
      '/environments',
      { name: 'fine', source: 'platform', specification: { ...production(0), lms: { port: 99_999 } } },
      422,
      'specification.lms.port',
    ],
    [
      'POST',
      '/environments',
      { name: 'fine', source: 'platform', specification: { ...production(21_000), typo: 1 } },
      422,
      'specification',
    ],
    ['POST', '/sources', { name: 's', url: 'https://example.org' }, 422, 'name'],
    ['POST', '/sources', { name: 'evil', url: 'ext::sh -c touch% /tmp/x' }, 422, 'url'],
    ['POST', '/sources', { name: 'evil', url: '--upload-pack=touch /tmp/x' }, 422, 'url'],
    ['POST', '/sources', { name: 'evil', url: 'file:///etc' }, 422, 'url'],
    ['POST', '/sources', { name: 'evil', url: '/etc' }, 422, 'url'],
    ['POST', '/sources', { name: 'evil', url: 'https://user:password@example.org/x' }, 422, 'url'],
  ] as const)('%s %s %j → %i at %s', async (method, path, body, status, field) => {
    const answer = await api.call(method, path, body)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body).toMatchObject({
      status,
      code: 'invalid-request',
      cure: expect.any(String),
      type: expect.any(String),
      title: expect.any(String),
    })
    expect(JSON.stringify(answer.body.errors)).toContain(`"path":"${field}`)
  })

  it('that cannot be read is a problem too', async () => {
    const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' }
    expect(problemOf(await api.call('POST', '/sources', '{', headers))).toEqual({
      status: 400,
      code: 'malformed-request',
    })
    expect(problemOf(await api.call('POST', '/sources', '<x/>', { ...headers, 'content-type': 'text/xml' }))).toEqual({
      status: 415,
      code: 'unsupported-media-type',
    })
    expect(
      problemOf(await api.call('POST', '/sources', JSON.stringify({ name: 'x'.repeat(1_100_000) }), headers)),
    ).toEqual({ status: 413, code: 'request-too-large' })
    expect(problemOf(await api.call('GET', '/nothing/here'))).toEqual({ status: 404, code: 'not-found' })
    expect(problemOf(await api.call('GET', '/environments/absent'))).toEqual({ status: 404, code: 'not-found' })
    expect(problemOf(await api.call('GET', '/operations/not-a-uuid'))).toEqual({ status: 404, code: 'not-found' })
  })
})

describe('an environment', () => {
  it('is created, listed and read, by name and by id', async () => {
    const created = await api.call('POST', '/environments', environmentOf('first'))
    expect(created).toMatchObject({
      status: 201,
      body: { name: 'first', kind: 'production', release: 'teak', reference: 'main', services: [], serving: null },
    })
    expect((await api.call('GET', `/environments/${created.body.id}`)).body.name).toBe('first')
    expect((await api.call('GET', '/environments/first')).body.id).toBe(created.body.id)
    expect(JSON.stringify((await api.call('GET', '/environments')).body)).toContain('"first"')
    const { auditEntry } = api.installation.deps.store
    expect(await auditEntry.count({ where: { action: 'environment.create', subject: 'first' } })).toBe(1)
  })

  it('has a name of its own, also when two are created at once', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c'].map(() => api.call('POST', '/environments', environmentOf('twin'))),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409])
    expect(answers.find((answer) => answer.status === 409)?.body.code).toBe('name-taken')
    expect(await api.installation.deps.store.environment.count({ where: { name: 'twin' } })).toBe(1)
  })

  it('has ports of its own; the refusal names who has them', async () => {
    const body = environmentOf('porter')
    await api.call('POST', '/environments', body)
    const refused = await api.call('POST', '/environments', { ...body, name: 'porter-two' })
    expect(refused.body).toMatchObject({ status: 409, code: 'port-taken', detail: expect.stringContaining('porter') })
    expect((await api.call('GET', '/environments/porter-two')).status).toBe(404)
  })

  it('mounts a working tree only beneath the development roots, after links are resolved, and only for development', async () => {
    const { developmentRoot } = api.installation
    const tree = join(developmentRoot, 'tree')
    mkdirSync(tree)
    await symlink('/etc', join(developmentRoot, 'escape'))
    nextPort += 10
    const specification = {
      kind: 'development',
      lms: { port: nextPort, developmentPort: nextPort + 2 },
      cms: { port: nextPort + 1, developmentPort: nextPort + 3 },
    }
    const create = (name: string, workingTree: string, more: object = {}) =>
      api.call('POST', '/environments', { name, source: 'platform', specification, workingTree, ...more })
    for (const outside of ['/etc', join(developmentRoot, 'escape'), `${developmentRoot}/../..`, 'relative'])
      expect(problemOf(await create('escaping', outside))).toEqual({ status: 422, code: 'path-refused' })
    expect(problemOf(await create('escaping', tree, { specification: production(22_000) }))).toEqual({
      status: 422,
      code: 'path-refused',
    })
    expect((await create('mounted', tree)).body.workingTree).toBe(await realpath(tree))
  })

  it('gets secrets that are stored encrypted, bound to their row, and never given back', async () => {
    const { deps } = api.installation
    const created = await api.call(
      'POST',
      '/environments',
      environmentOf('secretive', { secrets: { EXTERNAL_PASSWORD: 'hunter2-hunter2' } }),
    )
    const secrets = await deps.store.secret.findMany({ where: { environmentId: String(created.body.id) } })
    const values = secrets.map((secret) =>
      deps.encryption.decrypt(secret.valueEncrypted, secretContext(secret.environmentId, secret.name)),
    )
    expect(values).toContain('hunter2-hunter2')
    expect(secrets.map((secret) => secret.name)).toEqual(
      expect.arrayContaining(['SECRET_KEY', 'MYSQL_PASSWORD', 'JWT_PRIVATE_SIGNING_JWK']),
    )
    const [first] = secrets
    if (!first) throw new Error('no secret')
    expect(() => deps.encryption.decrypt(first.valueEncrypted, secretContext(first.environmentId, 'OTHER'))).toThrow()
    await api.call('POST', '/sources', {
      name: 'private',
      url: 'https://example.org/private.git',
      credentials: { user: 'bot', password: 'correct-horse' },
    })
    await api.call('PATCH', '/environments/secretive', { secrets: { EXTERNAL_PASSWORD: 'battery-staple' } })
    const texts = await Promise.all(
      ['/environments', '/environments/secretive', '/operations', '/sources', '/sources/private'].map(
        async (path) => (await api.call('GET', path)).text,
      ),
    )
    const audit = JSON.stringify(await deps.store.auditEntry.findMany({ omit: { sequence: true } }))
    for (const value of [...values, 'battery-staple', 'correct-horse'])
      for (const text of [...texts, created.text, audit]) expect(text).not.toContain(value)
  })

  it('is exported as a Compose folder, rendered from its serving revision, without a secret', async () => {
    const { store, encryption } = api.installation.deps
    const created = await api.call('POST', '/environments', environmentOf('exported'))
    const environmentId = String(created.body.id)
    const renderInput = { ...sampleInput({ kind: 'production', release: 'teak' }), name: 'exported' }
    const revision = await makeTestRevision(store, environmentId, { renderInput: asJson(renderInput) })
    const answer = await api.call('GET', '/environments/exported/compose')
    expect(answer).toMatchObject({ status: 200, type: 'application/x-tar' })
    for (const path of ['compose.yaml', '.env', 'README.md', 'configuration/openedx/lms.yml'])
      expect(answer.text).toContain(path)
    expect(answer.text).toContain('SECRET_KEY')
    for (const secret of await store.secret.findMany({ where: { environmentId } }))
      expect(answer.text).not.toContain(
        encryption.decrypt(secret.valueEncrypted, secretContext(environmentId, secret.name)),
      )
    const shown = await api.call('GET', '/environments/exported')
    expect(shown.body).toMatchObject({ serving: { number: 1, commit: 'c0ffee' }, urls: expect.any(Array) })
    expect((await api.call('GET', '/environments/exported/revisions')).body).toMatchObject({ items: [{ number: 1 }] })
    expect((await api.call('GET', `/revisions/${revision.id}`)).body).toMatchObject({ number: 1, state: 'serving' })
  })

  it('queues operations as rows; a newer deploy supersedes a queued one, and a queued one can be cancelled', async () => {
    await api.call('POST', '/environments', environmentOf('queued'))
    const first = await api.call('POST', '/environments/queued/deployments', {})
    expect(first).toMatchObject({
      status: 202,
      body: { kind: 'deploy', state: 'queued', environment: { name: 'queued' } },
    })
    const second = await api.call('POST', '/environments/queued/deployments', { reference: 'change/python' })
    expect((await api.call('GET', `/operations/${first.body.id}`)).body.state).toBe('superseded')
    expect((await api.call('POST', `/operations/${second.body.id}/cancel`)).body.state).toBe('cancelled')
    expect(problemOf(await api.call('POST', `/operations/${second.body.id}/cancel`))).toEqual({
      status: 409,
      code: 'operation-finished',
    })
    expect((await api.call('POST', '/environments/queued/plans', {})).body).toMatchObject({
      kind: 'plan',
      state: 'queued',
    })
    const listed = await api.call('GET', '/operations?environment=queued&state=superseded')
    expect(
      z
        .array(z.object({ id: z.string() }))
        .parse(listed.body.items)
        .map(({ id }) => id),
    ).toEqual([first.body.id])
  })

  it('refuses what does not fit its state, and is destroyed only by its name', async () => {
    await api.call('POST', '/environments', environmentOf('fresh'))
    expect(problemOf(await api.call('POST', '/environments/fresh/start', {}))).toEqual({
      status: 409,
      code: 'environment-not-deployed',
    })
    expect(problemOf(await api.call('POST', '/environments/fresh/manage', { command: 'demo-course' }))).toEqual({
      status: 409,
      code: 'environment-not-deployed',
    })
    expect(problemOf(await api.call('GET', '/environments/fresh/compose'))).toEqual({
      status: 409,
      code: 'environment-not-deployed',
    })
    expect(
      problemOf(await api.call('POST', '/environments/fresh/destroy', { name: 'frsh', removeData: true })),
    ).toEqual({ status: 422, code: 'name-not-confirmed' })
    expect(
      (await api.call('POST', '/environments/fresh/destroy', { name: 'fresh', removeData: true })).body,
    ).toMatchObject({ kind: 'destroy', state: 'queued' })
    expect(problemOf(await api.call('DELETE', '/sources/platform'))).toEqual({ status: 409, code: 'source-in-use' })
  })
})

describe('lists', () => {
  it('are paged: every item once', async () => {
    const seen: unknown[] = []
    let cursor: unknown = null
    do {
      const { body } = await api.call('GET', `/operations?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      seen.push(
        ...z
          .array(z.object({ id: z.string() }))
          .parse(body.items)
          .map(({ id }) => id),
      )
      cursor = body.nextCursor
    } while (cursor !== null)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(await api.installation.deps.store.operation.count())
  })
})

describe('losing Redis', () => {
  it('stops no call: the row is written, the sweeper knocks later', async () => {
    await api.call('POST', '/environments', environmentOf('offline'))
    await api.installation.redis.stop()
    const began = Date.now()
    const answer = await api.call('POST', '/environments/offline/deployments', {})
    expect(answer).toMatchObject({ status: 202, body: { state: 'queued' } })
    expect(Date.now() - began).toBeLessThan(5_000)
    expect((await api.app.inject('/readyz')).statusCode).toBe(200)
  })
})
