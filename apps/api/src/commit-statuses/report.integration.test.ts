import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { sampleInput } from '@fun/compose-model/sample-input'
import { type StatusProviderName, statusReports } from '@fun/contract/webhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { asJson } from '../events/append.ts'
import { claimOperation } from '../operations/claim.ts'
import { enqueueOperation } from '../operations/enqueue.ts'
import { finishOperation, type Outcome } from '../operations/finish.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { reportStatuses } from './report.ts'

interface Told {
  method: string | undefined
  url: string | undefined
  headers: IncomingMessage['headers']
  body: Record<string, string>
}

/** A git host that answers as its documentation says, and remembers what it was told. */
let server: Server
let hostUrl: string
const told: Told[] = []
let answer: (told: Told, response: ServerResponse) => void
const documented = (each: Told, response: ServerResponse): void => {
  const right = {
    '/repos/team/platform/statuses/': each.headers.authorization === 'Bearer the-right-token',
    '/api/v4/projects/team%2Fplatform/statuses/': each.headers['private-token'] === 'the-right-token',
    '/api/v1/repos/team/platform/statuses/': each.headers.authorization === 'token the-right-token',
  }
  const found = Object.entries(right).find(([path]) => each.url?.startsWith(path))
  if (found === undefined) return void response.writeHead(404).end('{"message": "Not Found"}')
  if (!found[1]) return void response.writeHead(401).end('{"message": "Bad credentials"}')
  response.writeHead(201, { 'content-type': 'application/json' }).end('{"id": 1}')
}

let api: TestApi
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method, url, headers } = request
    const body = z.record(z.string(), z.string()).parse(JSON.parse(await text(request)))
    const each = { method, url, headers, body }
    told.push(each)
    answer(each, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  hostUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  api = await startTestApi('statuses', {
    FUN_OUTGOING_ALLOW: '127.0.0.1',
    FUN_PUBLIC_URL: 'https://fun.example.org/',
    FUN_CONCURRENCY: '16',
    FUN_LEASE_SECONDS: '60',
  })
})
afterAll(async () => {
  await api.stop()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  told.length = 0
  answer = documented
})

const commit = (digit: string) => digit.repeat(40)
const base: Record<StatusProviderName, string> = { github: '', gitlab: '/api/v4', gitea: '/api/v1' }
let nextPort = 42_000
/** A source whose git host is told, with an environment. */
async function make(name: string, provider: StatusProviderName, more: object = {}): Promise<string> {
  await api.call('POST', '/sources', { name, url: 'https://git.example.org/team/platform.git' })
  const body = { provider, token: 'the-right-token', apiUrl: `${hostUrl}${base[provider]}`, ...more }
  const set = await api.call('PUT', `/sources/${name}/status-reports`, body)
  expect(set.status, set.text).toBe(200)
  nextPort += 10
  const ports = { lms: { port: nextPort }, cms: { port: nextPort + 1 } }
  const specification = { kind: 'production', release: 'teak', ...ports }
  const made = await api.call('POST', '/environments', { name: `${name}-a`, source: name, specification })
  expect(made.status, made.text).toBe(201)
  return String(made.body.id)
}
const push = (environmentId: string, pushedCommit: string) =>
  enqueueOperation(api.installation.deps, {
    kind: 'deploy',
    environmentId,
    hostId: api.installation.hostId,
    trigger: 'webhook test',
    input: { reference: 'main', pushedCommit },
  })
async function end(operationId: string, outcome: Outcome): Promise<void> {
  const { deps } = api.installation
  const result = await claimOperation(deps, { operationId, holder: 'worker' })
  if (result.kind !== 'claimed') throw new Error(JSON.stringify(result))
  await finishOperation(deps, result.claim, outcome)
}
const round = () => reportStatuses(api.installation.deps, AbortSignal.timeout(30_000))
/** What was to be tried later is tried now. */
const hurry = (source: string) =>
  api.installation.deps.store.commitStatus.updateMany({
    where: { reports: { source: { name: source } } },
    data: { nextAttemptAt: new Date(Date.now() - 60_000) },
  })
const reportsOf = async (source: string) =>
  statusReports.parse((await api.call('GET', `/sources/${source}/status-reports`)).body)
const failed = (detail: string): Outcome => ({
  state: 'failed',
  problem: { type: 'x', title: 'Python requirements do not install', status: 422, code: 'requirements-failed', detail },
})

describe('a git host is told', () => {
  it.each<[StatusProviderName, string, object, object]>([
    [
      'github',
      '/repos/team/platform/statuses',
      { state: 'pending', context: 'fun/github-a' },
      { state: 'success', target_url: 'https://fun.example.org/operations/OPERATION' },
    ],
    [
      'gitlab',
      '/api/v4/projects/team%2Fplatform/statuses',
      { state: 'pending', name: 'fun/gitlab-a' },
      { state: 'success' },
    ],
    [
      'gitea',
      '/api/v1/repos/team/platform/statuses',
      { state: 'pending', context: 'fun/gitea-a' },
      { state: 'success' },
    ],
  ])(
    '%s: pending when a deploy is queued, success when it is served, each once',
    async (provider, path, pending, success) => {
      const environment = await make(provider, provider)
      const { id } = await push(environment, commit('a'))
      await round()
      await round()
      expect(told).toMatchObject([{ method: 'POST', url: `${path}/${commit('a')}`, body: pending }])
      await end(id, { state: 'succeeded', result: { commit: commit('a') } })
      await round()
      await round()
      expect(told).toHaveLength(2)
      const expected = JSON.parse(JSON.stringify(success).replace('OPERATION', id))
      expect(told[1]).toMatchObject({ url: `${path}/${commit('a')}`, body: expected })
      expect(await reportsOf(provider)).toMatchObject({ provider, repository: 'team/platform', lastProblem: null })
      expect((await reportsOf(provider)).lastSentAt).not.toBeNull()
    },
  )

  it('of a failure with its sentence, which GitHub takes the beginning of', async () => {
    const environment = await make('failure', 'github')
    const { id } = await push(environment, commit('b'))
    await end(id, failed(`numpy is not there ${'x'.repeat(300)}`))
    await round()
    expect(told).toHaveLength(1)
    expect(told[0]?.body).toMatchObject({ state: 'failure', context: 'fun/failure-a' })
    expect(told[0]?.body.description).toMatch(/^Python requirements do not install: numpy is not there x+…$/)
    expect(told[0]?.body.description?.length).toBe(140)
  })

  it('of the address where it is served', async () => {
    const environment = await make('served', 'gitea')
    const { store } = api.installation.deps
    const { id } = await push(environment, commit('b'))
    await end(id, { state: 'succeeded', result: { commit: commit('b') } })
    const renderInput = asJson(sampleInput({ kind: 'production', release: 'teak' }))
    const content = { specification: {}, imageIds: {}, secretVersions: {}, renderInput }
    const revision = await store.revision.create({
      data: {
        environmentId: environment,
        number: 1,
        commit: commit('b'),
        configurationHash: '',
        staticGeneration: '',
        ...content,
      },
    })
    await store.environment.update({ where: { id: environment }, data: { servingRevisionId: revision.id } })
    await round()
    expect(told.at(-1)?.body.target_url).toMatch(/^http:\/\//)
  })

  it('of a superseded deploy, unless a newer one of the same commit has the word', async () => {
    const environment = await make('newer', 'gitlab')
    const older = await push(environment, commit('c'))
    await round()
    await push(environment, commit('c'))
    await push(environment, commit('d'))
    await round()
    const states = told.map(({ url, body }) => `${url?.slice(-1)} ${body.state}`)
    // The second of commit c was superseded too, and nothing newer is of that commit.
    expect(states.toSorted()).toEqual(['c canceled', 'c pending', 'd pending'])
    expect(older.id).not.toBe('')
  })

  it('at the commit that was pushed and at the one that it became', async () => {
    const environment = await make('moved', 'github')
    const { id } = await push(environment, commit('1'))
    await round()
    await end(id, { state: 'succeeded', result: { commit: commit('2'), leftAlone: 'moved-a is left as it is.' } })
    await round()
    expect(told.map(({ url, body }) => `${url?.slice(-1)} ${body.state} ${body.description}`)).toEqual([
      '1 pending moved-a is being deployed.',
      '1 success moved-a is left as it is.',
      '2 success moved-a is left as it is.',
    ])
  })

  it('nothing of what was before it had a token, of other operations, or where a commit was never known', async () => {
    const environment = await make('before', 'github')
    const { store } = api.installation.deps
    const old = await push(environment, commit('e'))
    await store.operation.update({ where: { id: old.id }, data: { queuedAt: new Date(Date.now() - 3_600_000) } })
    const asked = { environmentId: environment, hostId: api.installation.hostId, trigger: 'test' }
    await enqueueOperation(api.installation.deps, { ...asked, kind: 'plan', input: { reference: 'main' } })
    const { id } = await enqueueOperation(api.installation.deps, {
      ...asked,
      kind: 'deploy',
      input: { reference: 'x' },
    })
    await round()
    await store.operation.update({ where: { id }, data: { state: 'failed' } })
    await round()
    expect(told).toEqual([])
  })

  it('once by several workers', async () => {
    const environment = await make('several', 'gitea')
    for (const digit of '123456') await push(environment, commit(digit))
    const other = await api.installation.anotherProcess()
    await Promise.all([round(), reportStatuses(other, AbortSignal.timeout(30_000)), round()])
    const keys = told.map(({ url, body }) => `${url} ${body.state}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toHaveLength(6)
    await other.close()
  })
})

describe('a git host that does not take it', () => {
  it('because it is away is tried again, later and later, and nothing waits for that', async () => {
    const environment = await make('away', 'github')
    answer = (_each, response) => response.writeHead(502).end('bad gateway')
    await push(environment, commit('a'))
    await round()
    await round()
    expect(told).toHaveLength(1)
    expect((await reportsOf('away')).lastProblem).toMatchObject({
      code: 'status-not-sent',
      detail: expect.stringContaining('answered 502: bad gateway'),
      cure: 'It is tried again.',
    })
    const { store } = api.installation.deps
    const waits: number[] = []
    for (let attempt = 0; attempt < 3; attempt++) {
      const { nextAttemptAt } = await store.commitStatus.findFirstOrThrow({
        where: { reports: { source: { name: 'away' } } },
      })
      waits.push(Math.round((nextAttemptAt.getTime() - Date.now()) / 5_000))
      await hurry('away')
      await round()
    }
    expect(waits).toEqual([1, 2, 4])
    answer = documented
    await hurry('away')
    await round()
    expect(await reportsOf('away')).toMatchObject({ lastProblem: null })
  })

  it('because it was asked too often is asked when it says', async () => {
    const environment = await make('often', 'github')
    answer = (_each, response) => response.writeHead(403, { 'retry-after': '600' }).end('secondary rate limit')
    await push(environment, commit('a'))
    await round()
    const { nextAttemptAt } = await api.installation.deps.store.commitStatus.findFirstOrThrow({
      where: { reports: { source: { name: 'often' } } },
    })
    expect((nextAttemptAt.getTime() - Date.now()) / 1000).toBeGreaterThan(590)
  })

  it('because the token is wrong is not asked again for that, and says so without the token', async () => {
    const environment = await make('wrong', 'gitlab', { token: 'the-wrong-token' })
    answer = (each, response) => response.writeHead(401).end(`who is ${each.headers['private-token']}?`)
    const { id } = await push(environment, commit('a'))
    await round()
    await hurry('wrong')
    await round()
    expect(told).toHaveLength(1)
    const { lastProblem } = await reportsOf('wrong')
    expect(lastProblem?.detail).toContain('answered 401: who is [redacted]?')
    await end(id, { state: 'succeeded', result: {} })
    await round()
    expect(told).toHaveLength(2)
    await hurry('wrong')
    await round()
    expect(told).toHaveLength(2)
  })

  it('because it knows already (GitLab) was told', async () => {
    const environment = await make('known', 'gitlab')
    answer = (_each, response) =>
      response.writeHead(400).end('{"message": "Cannot transition status via :enqueue from :pending (Reason(s): …)"}')
    await push(environment, commit('a'))
    await round()
    expect((await reportsOf('known')).lastProblem).toBeNull()
  })

  it('because it sends elsewhere, or lies where nobody may go, hears no token', async () => {
    const environment = await make('elsewhere', 'github')
    answer = (each, response) =>
      each.url === '/stolen' ? response.end() : response.writeHead(302, { location: `${hostUrl}/stolen` }).end()
    await push(environment, commit('a'))
    await round()
    expect(told.map(({ url }) => url)).toEqual([`/repos/team/platform/statuses/${commit('a')}`])
    const inside = await make('inside', 'github', { apiUrl: hostUrl.replace('127.0.0.1', '127.0.0.2') })
    await push(inside, commit('a'))
    await round()
    expect(told).toHaveLength(1)
    expect((await reportsOf('inside')).lastProblem?.detail).toBe('127.0.0.2 is a private address.')
  })
})

describe('the settings', () => {
  it('show no token, which PostgreSQL does not hold readable, and are taken away', async () => {
    await make('secret', 'github')
    const { store } = api.installation.deps
    expect((await api.call('GET', '/sources/secret/status-reports')).text).not.toContain('the-right-token')
    for (const { tokenEncrypted } of await store.statusReports.findMany())
      expect(Buffer.from(tokenEncrypted).includes('the-right-token')).toBe(false)
    const audited = await store.auditEntry.findMany({ select: { detail: true, before: true, after: true } })
    expect(JSON.stringify(audited)).not.toContain('the-right-token')
    expect((await api.call('DELETE', '/sources/secret/status-reports')).status).toBe(204)
    expect((await api.call('GET', '/sources/secret/status-reports')).status).toBe(404)
    expect((await api.call('DELETE', '/sources/secret/status-reports')).status).toBe(404)
  })

  it.each<[string, StatusProviderName, string]>([
    ['https://github.com/Team/Platform.git', 'github', 'https://api.github.com'],
    ['https://github.example.org/Team/Platform.git', 'github', 'https://github.example.org/api/v3'],
    ['git@gitlab.com:Team/Platform.git', 'gitlab', 'https://gitlab.com/api/v4'],
    ['ssh://git@git.example.org:2222/Team/Platform.git', 'gitea', 'https://git.example.org/api/v1'],
  ])('tell the API of %s', async (url, provider, apiUrl) => {
    const name = `url-${Buffer.from(url).toString('hex').slice(16, 40)}`
    await api.call('POST', '/sources', { name, url })
    const body = { provider, token: 'the-right-token' }
    expect((await api.call('PUT', `/sources/${name}/status-reports`, body)).body).toMatchObject({
      apiUrl,
      repository: 'Team/Platform',
    })
  })

  it('want to be told what a folder does not say', async () => {
    await api.call('POST', '/sources', { name: 'folder', url: api.installation.developmentRoot })
    const body = { provider: 'gitea', token: 'the-right-token' }
    expect(await api.call('PUT', '/sources/folder/status-reports', body)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'apiUrl' }] },
    })
    const whole = { ...body, apiUrl: 'https://git.example.org/api/v1', repository: 'team/platform' }
    expect((await api.call('PUT', '/sources/folder/status-reports', whole)).status).toBe(200)
  })
})
