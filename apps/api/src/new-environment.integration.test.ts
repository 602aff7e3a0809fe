import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname } from 'node:path'
import { gitReferences } from '@fun/contract/new-environment'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveQuestions } from './adapters/queue/question-server.ts'
import { createWorkerDeps } from './deps-worker.ts'
import { createAnswerers } from './questions/answerers.ts'
import { startTestApi, type TestAnswer, type TestApi } from './testing/test-api.ts'
import { makeTestPerson } from './testing/test-principals.ts'

let api: TestApi
let repository: string
let firstCommit: string
const worker = new AbortController()
const open: Server[] = []

const git = (...argv: string[]) =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv])
    .toString()
    .trim()
function commit(subject: string, files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(`${repository}/${path}`), { recursive: true })
    writeFileSync(`${repository}/${path}`, content)
  }
  git('add', '-A')
  git('commit', '-q', '-m', subject)
  return git('rev-parse', 'HEAD')
}
const platform = {
  'manage.py': '',
  'requirements/edx/base.txt': '',
  'lms/urls.py': '',
  'cms/urls.py': '',
  'openedx/core/release.py': 'RELEASE_LINE = "teak"\n',
}

beforeAll(async () => {
  api = await startTestApi('new-environment', { FUN_OUTGOING_ALLOW: '127.0.0.1', FUN_IMAGES: 'stand-in' })
  const { developmentRoot } = api.installation
  repository = `${developmentRoot}/platform`
  execFileSync('git', ['init', '-q', '-b', 'main', repository])
  firstCommit = commit('the platform', platform)
  git('tag', '-a', 'v2', '-m', 'two')
  git('branch', 'release/teak')
  git('checkout', '-q', '--orphan', 'docs-only')
  git('rm', '-rfq', '.')
  commit('only words', { 'README.md': 'words' })
  git('checkout', '-q', 'main')
  git('tag', 'v10')
  commit('on the way to the next release', { 'openedx/core/release.py': 'RELEASE_LINE = "master"\n' })
  await api.call('POST', '/sources', { name: 'platform', url: repository })
  execFileSync('git', ['init', '-q', '-b', 'main', `${developmentRoot}/going`])
  await api.call('POST', '/sources', { name: 'gone', url: `${developmentRoot}/going` })
  renameSync(`${developmentRoot}/going`, `${developmentRoot}/went`)
  const deps = createWorkerDeps(await api.installation.anotherProcess())
  serveQuestions(deps, createAnswerers(deps), worker.signal)
  worker.signal.addEventListener('abort', () => void deps.close())
})
afterAll(async () => {
  worker.abort()
  for (const server of open) server.close()
  await api.stop()
})

const problemOf = ({ body }: TestAnswer) => ({ status: body.status, code: body.code, errors: body.errors })

async function listenOn(answer: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined).end(answer)).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

describe('the references of a source', () => {
  const references = async (query = '') => {
    const answer = await api.call('GET', `/sources/platform/references${query}`)
    expect(answer.status, answer.text).toBe(200)
    return gitReferences.parse(answer.body)
  }
  const names = async (query: string) => (await references(query)).items.map(({ kind, name }) => `${kind} ${name}`)

  it('are read from the repository, the default branch first, with their commits', async () => {
    expect(await names('')).toEqual(['branch main', 'branch docs-only', 'branch release/teak', 'tag v10', 'tag v2'])
    const { items, total } = await references('')
    expect(total).toBe(5)
    expect(items[0]).toEqual({ kind: 'branch', name: 'main', commit: git('rev-parse', 'main'), isDefault: true })
    // An annotated tag counts as the commit behind it.
    expect(items[4]?.commit).toBe(firstCommit)
  })

  it('are searched, told by kind and bounded', async () => {
    expect(await names('?search=TEAK')).toEqual(['branch release/teak'])
    expect(await names('?kind=tag')).toEqual(['tag v10', 'tag v2'])
    const { items, total } = await references('?limit=1')
    expect([items.length, total]).toEqual([1, 5])
    expect((await api.call('GET', '/sources/platform/references?limit=201')).status).toBe(422)
  })

  it('are asked of the repository once for everybody who looks within a few seconds', async () => {
    const { readAt } = await references()
    git('branch', 'made-meanwhile')
    const again = await references('?search=made-meanwhile')
    git('branch', '-D', 'made-meanwhile')
    expect(again).toMatchObject({ readAt, total: 0 })
  })

  it('of a repository that cannot be read: the answer says why', async () => {
    const answer = await api.call('GET', '/sources/gone/references')
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'repository-unreachable',
      detail: expect.stringContaining('There is no folder'),
      cure: expect.any(String),
    })
  })

  it('are shown to whoever may see the source, and to nobody else', async () => {
    const { store } = api.installation.deps
    const viewer = await makeTestPerson({ store }, { installation: 'viewer' })
    const stranger = await makeTestPerson({ store }, {})
    const path = '/sources/platform/references'
    expect((await api.call('GET', path, undefined, viewer.headers)).status).toBe(200)
    expect((await api.call('GET', path, undefined, stranger.headers)).status).toBe(404)
    expect((await api.call('GET', '/sources/absent/references')).status).toBe(404)
  })
})

describe('inspecting a source', () => {
  const inspect = (reference: string, source = 'platform') =>
    api.call('POST', `/sources/${source}/inspect`, { reference })

  it.each(['release/teak', 'v2', 'v10', 'refs/tags/v2'])('tells commit and release at %s', async (reference) => {
    expect((await inspect(reference)).body).toMatchObject({
      reference,
      commit: firstCommit,
      commitSubject: 'the platform',
      release: 'teak',
      releaseLine: 'teak',
      refusedBecause: null,
      missing: [],
    })
  })

  it('takes a whole commit id', async () => {
    expect((await inspect(firstCommit)).body).toMatchObject({ commit: firstCommit, release: 'teak' })
  })

  it('says when the tree names no release of the catalogue, or is no platform', async () => {
    expect((await inspect('main')).body).toMatchObject({ release: null, releaseLine: 'master', missing: [] })
    expect((await inspect('docs-only')).body).toMatchObject({
      release: null,
      releaseLine: null,
      missing: ['manage.py', 'requirements/edx/base.txt', 'lms', 'cms'],
    })
  })

  it.each(['releas', 'main~1', '--upload-pack=touch /tmp/x', 'main:manage.py', '0'.repeat(40), firstHalf()])(
    'refuses %s, which names nothing',
    async (reference) => {
      expect(problemOf(await inspect(reference))).toMatchObject({ status: 422, code: 'unknown-reference' })
    },
  )

  it('names branches that may have been meant', async () => {
    expect((await inspect('teak')).body.cure).toContain('release/teak')
  })

  it('of a repository that cannot be read: the answer says why', async () => {
    expect(problemOf(await inspect('main', 'gone'))).toMatchObject({ status: 422, code: 'repository-unreachable' })
  })
})

/** A commit id that is cut short is not looked for in a repository whose history is not here. */
function firstHalf(): string {
  return 'abcdef0'
}

describe('testing a connection', () => {
  const test = (body: object, headers?: Record<string, string>) => api.call('POST', '/connection-tests', body, headers)
  const redisPort = () => Number(new URL(api.installation.redis.url).port)

  it('knows a server by its greeting, and notes who asked', async () => {
    const answer = await test({ service: 'redis', host: '127.0.0.1', port: redisPort() })
    expect(answer.body).toMatchObject({ outcome: 'answered', cure: null, milliseconds: expect.any(Number) })
    const entry = await api.installation.deps.store.auditEntry.findFirst({ where: { action: 'connection.test' } })
    expect(entry).toMatchObject({ subject: `127.0.0.1:${redisPort()}`, detail: { outcome: 'answered' } })
  })

  it('knows when another protocol is spoken', async () => {
    const port = await listenOn('SSH-2.0-OpenSSH_9.2\r\n')
    expect((await test({ service: 'mysql', host: '127.0.0.1', port })).body).toMatchObject({
      outcome: 'other-protocol',
      detail: expect.stringContaining('MySQL'),
    })
  })

  it('says that nobody listens', async () => {
    const port = await listenOn('')
    open.pop()?.close()
    expect((await test({ service: 'memcached', host: '127.0.0.1', port })).body).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it.each(['10.0.0.1', '127.0.0.2', '169.254.169.254', '::1', '2130706434', '0'])(
    'does not try the private address %s, and says how it would be opened',
    async (host) => {
      let connections = 0
      const server = createServer((socket) => {
        connections += 1
        socket.destroy()
      }).listen(0, '::')
      open.push(server)
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0
      const { body } = await test({ service: 'mysql', host, port })
      expect(body).toMatchObject({ outcome: 'not-tested', cure: expect.stringContaining('FUN_OUTGOING_ALLOW') })
      expect(connections).toBe(0)
    },
  )

  it('refuses what is no host or port, with the field', async () => {
    for (const [body, path] of [
      [{ service: 'mysql', host: 'a b', port: 1 }, 'host'],
      [{ service: 'mysql', host: 'https://x', port: 1 }, 'host'],
      [{ service: 'mysql', host: 'x', port: 70_000 }, 'port'],
      [{ service: 'ssh', host: 'x', port: 22 }, 'service'],
    ] as const)
      expect(problemOf(await test(body))).toMatchObject({ status: 422, errors: [{ path }] })
  })

  it('is for those who may create environments, and no more than twenty times a minute', async () => {
    const { store } = api.installation.deps
    const operator = await makeTestPerson({ store }, { installation: 'operator' })
    const admin = await makeTestPerson({ store }, { installation: 'admin' })
    const body = { service: 'redis', host: '127.0.0.1', port: redisPort() }
    expect((await test(body, operator.headers)).body).toMatchObject({ status: 403, code: 'forbidden' })
    const statuses: number[] = []
    for (let count = 0; count < 21; count += 1) statuses.push((await test(body, admin.headers)).status)
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429])
  })
})

describe('a preview', () => {
  let nextPort = 24_000
  const bodyOf = (name: string, more: object = {}, specification: object = {}) => {
    nextPort += 10
    const ports = { lms: { port: nextPort }, cms: { port: nextPort + 1 } }
    return {
      name,
      source: 'platform',
      reference: 'release/teak',
      specification: { kind: 'production', ...ports, ...specification },
      ...more,
    }
  }
  const preview = (body: object) => api.call('POST', '/environments/preview', body)

  it('shows Compose file, plan and addresses, with the release that the tree says, and makes nothing', async () => {
    const { store } = api.installation.deps
    const before = await Promise.all([store.environment.count(), store.operation.count(), store.secret.count()])
    const answer = await preview(bodyOf('seen'))
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body).toMatchObject({
      name: 'seen',
      kind: 'production',
      release: 'teak',
      isReleaseDetected: true,
      commit: { id: firstCommit, subject: 'the platform' },
      obstacles: [],
      urls: expect.arrayContaining([expect.objectContaining({ url: expect.stringContaining(`:${nextPort}`) })]),
    })
    const compose = String(answer.body.compose)
    for (const part of ['name: seen', 'mysql:', 'lms:', 'cms-worker:', 'nginx:', '${MYSQL_PASSWORD}'])
      expect(compose).toContain(part)
    expect(String(answer.body.plan)).toMatch(/^\[\] -> #1 .*create/)
    expect(String(answer.body.plan)).toContain('migrate')
    const after = await Promise.all([store.environment.count(), store.operation.count(), store.secret.count()])
    expect(after).toEqual(before)
  })

  it('is refused for what creating is refused for, with the field, and creating is not for what it takes', async () => {
    const body = bodyOf('taken')
    expect((await preview(body)).status).toBe(200)
    expect((await api.call('POST', '/environments', body)).status).toBe(201)
    expect(problemOf(await preview(bodyOf('taken')))).toMatchObject({ status: 409, errors: [{ path: 'name' }] })
    expect(problemOf(await preview({ ...body, name: 'other' }))).toMatchObject({
      status: 409,
      code: 'port-taken',
      errors: [{ path: 'specification.lms.port' }],
    })
    const cases: Array<[object, string]> = [
      [bodyOf('x-y', { source: 'absent' }), 'source'],
      [bodyOf('x-y', { host: 'absent' }), 'host'],
      [bodyOf('x-y', {}, { lms: { port: 0 } }), 'specification.lms.port'],
      [bodyOf('x-y', { workingTree: '/etc' }, { kind: 'development' }), 'workingTree'],
      [bodyOf('x-y', { reference: 'absent' }), 'reference'],
      [bodyOf('x-y', { reference: 'main' }), 'specification.release'],
    ]
    for (const [sent, path] of cases) expect(problemOf(await preview(sent))).toMatchObject({ errors: [{ path }] })
  })

  it('names what would stop the first deployment', async () => {
    const port = await listenOn('')
    const named = bodyOf('stopped', { reference: 'docs-only' }, { release: 'teak', lms: { port } })
    const { body } = await preview(named)
    expect(body.obstacles).toMatchObject([
      { code: 'not-a-platform', path: 'reference' },
      { code: 'port-taken', path: 'specification.lms.port', detail: expect.stringContaining(String(port)) },
    ])
    const legacy = await preview(bodyOf('legacy', {}, { release: 'juniper' }))
    expect(legacy.body.obstacles).toMatchObject([{ code: 'release-not-buildable', path: 'specification.release' }])
  })

  it('leaves services that are elsewhere out of the Compose file, and asks for their passwords by name', async () => {
    const mysql = { mode: 'external', host: 'db.example.org', user: 'edx', passwordSecret: 'DB_PASSWORD' }
    const { body } = await preview(bodyOf('elsewhere', {}, { mysql }))
    expect(String(body.compose)).not.toMatch(/^ {2}mysql:/m)
    expect(body.secrets).toContainEqual({ name: 'DB_PASSWORD', origin: 'missing' })
    expect(body.obstacles).toMatchObject([{ code: 'secret-missing', path: 'secrets.DB_PASSWORD' }])
    const given = await preview(bodyOf('elsewhere', { secretNames: ['DB_PASSWORD'] }, { mysql }))
    expect(given.body).toMatchObject({ obstacles: [] })
    expect(given.body.secrets).toContainEqual({ name: 'DB_PASSWORD', origin: 'given' })
  })

  it('of development mounts the tree that it would clone', async () => {
    const development = {
      lms: { port: 25_000, developmentPort: 25_001 },
      cms: { port: 25_002, developmentPort: 25_003 },
    }
    const { body } = await preview(bodyOf('workshop', {}, { kind: 'development', ...development }))
    expect(body).toMatchObject({ kind: 'development', obstacles: [] })
    expect(String(body.compose)).toContain(`${api.installation.config.sourcesFolder}/workshop`)
  })

  it('with a release named needs no repository, and says what it could not find out', async () => {
    const unread = await preview(bodyOf('unread', { source: 'gone' }, { release: 'teak' }))
    expect(unread.body).toMatchObject({ commit: null, release: 'teak', isReleaseDetected: false })
    expect(String(unread.body.unknown)).toContain('The repository could not be read now')
    expect(problemOf(await preview(bodyOf('unread', { source: 'gone' })))).toMatchObject({
      status: 422,
      code: 'release-unknown',
    })
  })

  it('is for those who may create environments', async () => {
    const { store } = api.installation.deps
    const operator = await makeTestPerson({ store }, { installation: 'operator' })
    const answer = await api.call('POST', '/environments/preview', bodyOf('operated'), operator.headers)
    expect(answer.body).toMatchObject({ status: 403, missing: { action: 'environment:create' } })
  })
})

describe('without a worker', () => {
  it('what only a worker knows is refused, and a preview with a release goes on without', async () => {
    worker.abort()
    const specification = { kind: 'production', release: 'teak', lms: { port: 26_000 }, cms: { port: 26_001 } }
    const [references, previewed] = await Promise.all([
      api.call('GET', '/sources/platform/references'),
      api.call('POST', '/environments/preview', { name: 'alone', source: 'platform', specification }),
    ])
    expect(references.body).toMatchObject({ status: 503, code: 'worker-unavailable' })
    expect(previewed.body).toMatchObject({ release: 'teak', commit: null })
    expect(String(previewed.body.unknown)).toMatch(/repository.*host/s)
  })
})
