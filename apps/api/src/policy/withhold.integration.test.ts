import { sampleInput } from '@fun/compose-model/sample-input'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendEvents, asJson } from '../events/append.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { makeTestPerson, type TestPerson } from '../testing/test-principals.ts'

const argument = '--password=given-secret-1'
const printed = 'printed-secret-2'
const setting = 'written-secret-3'
const settings = { lms: { EMAIL_HOST_PASSWORD: setting, SECRET_KEY: '${SECRET_KEY}', EMAIL_HOST: 'mail.example.org' } }
const specification = { kind: 'production' as const, release: 'teak' as const, settings }

let api: TestApi
let origin: string
let environmentId: string
let operationId: string
let people: { viewer: TestPerson; developer: TestPerson; operator: TestPerson }
beforeAll(async () => {
  api = await startTestApi('withhold')
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  const made = await api.call('POST', '/environments', { name: 'demo', source: 'platform', specification })
  environmentId = String(made.body.id)
  await serve()
  operationId = await failManage()
  const { deps } = api.installation
  people = {
    viewer: await makeTestPerson(deps, { installation: 'viewer' }),
    developer: await makeTestPerson(deps, { [environmentId]: 'developer' }),
    operator: await makeTestPerson(deps, { [environmentId]: 'operator' }),
  }
})
afterAll(async () => {
  // Streams that a test has left would keep the server waiting.
  api.app.server.closeAllConnections()
  await api.stop()
})

async function serve(): Promise<void> {
  const { store } = api.installation.deps
  const { id } = await store.revision.create({
    data: {
      environmentId,
      number: 1,
      commit: 'c0ffee',
      specification: {},
      imageIds: {},
      configurationHash: '',
      staticGeneration: '',
      secretVersions: {},
      renderInput: asJson({ ...sampleInput(specification), name: 'demo' }),
      state: 'serving',
    },
  })
  await store.environment.update({ where: { id: environmentId }, data: { servingRevisionId: id } })
}

/** A command of manage.py as a worker leaves it that has run it in vain. */
async function failManage(): Promise<string> {
  const { deps, hostId } = api.installation
  const problem = {
    type: 'urn:fun:problem:command-failed',
    title: 'The command failed',
    status: 422,
    code: 'command-failed',
    detail: `manage.py lms ${argument} ended with exit code 1.`,
    cure: 'The log says why.',
    log: [printed],
  }
  const step = { key: 'manage', position: 1, title: `manage.py lms create_user ${argument}`, detail: printed }
  const ended = { startedAt: new Date(), finishedAt: new Date() }
  const { id } = await deps.store.operation.create({
    data: {
      kind: 'manage',
      state: 'failed',
      environmentId,
      hostId,
      trigger: 'test',
      input: {},
      result: { exitCode: 1 },
      problem: asJson(problem),
      ...ended,
      steps: { create: { ...step, state: 'failed', ...ended } },
    },
  })
  const at = new Date().toISOString()
  await deps.store.$transaction((transaction) =>
    appendEvents(transaction, id, [
      { type: 'step', step: { ...step, state: 'failed', startedAt: at, finishedAt: at } },
      { type: 'log', step: 'manage', stream: 'stdout', lines: [printed] },
      { type: 'state', state: 'failed', problem },
    ]),
  )
  return id
}

/** What a path answers to somebody; of a stream that lasts, what comes until `enough`. */
async function read(path: string, { headers }: TestPerson, enough?: string): Promise<string> {
  const leave = new AbortController()
  const response = await fetch(`${origin}/api/v1${path}`, {
    headers,
    signal: AbortSignal.any([leave.signal, AbortSignal.timeout(10_000)]),
  })
  expect(response.status, path).toBe(200)
  if (response.body === null) throw new Error('no body')
  let text = ''
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  while (enough === undefined || !text.includes(enough)) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  leave.abort()
  return text
}

describe('what a command of manage.py was given and prints', () => {
  const everywhere = async (somebody: TestPerson) => [
    await read(`/operations/${operationId}`, somebody),
    await read('/operations', somebody),
    await read(`/operations/${operationId}/events`, somebody),
    await read('/environments/demo', somebody),
    await read('/environments', somebody),
    await read('/environments/demo/events', somebody, '"createdAt"'),
    await read('/events', somebody, '"createdAt"'),
  ]

  it('is read by who may run one', async () => {
    for (const text of await everywhere(people.operator)) expect(text).toContain(argument)
    expect(await read(`/operations/${operationId}/events`, people.operator)).toContain(printed)
  })

  it.each(['viewer', 'developer'] as const)(
    'is not read by a %s, who still sees that it ran and how it ended',
    async (role) => {
      for (const text of await everywhere(people[role])) {
        for (const secret of [argument, printed]) expect(text).not.toContain(secret)
        expect(text).toContain('environment:manage')
      }
      const events = await read(`/operations/${operationId}/events`, people[role])
      expect(events.match(/^id: \d+$/gm)).toEqual(['id: 1', 'id: 2', 'id: 3'])
      expect(events).toContain('"code":"command-failed"')
    },
  )

  it('is not read any more, in a stream that goes on, by who was made a viewer meanwhile', async () => {
    const { deps, hostId } = api.installation
    const { id } = await deps.store.operation.create({
      data: { kind: 'manage', state: 'running', environmentId, hostId, trigger: 'test', input: {} },
    })
    const print = (line: string) =>
      deps.store.$transaction((transaction) =>
        appendEvents(transaction, id, [{ type: 'log', step: null, stream: 'stdout', lines: [line] }]),
      )
    const somebody = await makeTestPerson(deps, { [environmentId]: 'operator' })
    await print('first')
    const following = read(`/operations/${id}/events`, somebody, '"lines":[]')
    await api.call('PUT', `/members/${somebody.userId}/roles`, { roles: [{ role: 'viewer', environment: 'demo' }] })
    let ended = false
    const end = () => {
      ended = true
    }
    void following.then(end, end)
    for (let round = 0; round < 100 && !ended; round++) {
      await print('more')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(await following).toContain('"lines":[]')
    expect(await read(`/operations/${id}/events?after=1`, somebody, '"lines":[]')).not.toContain('more')
    await deps.store.operation.delete({ where: { id } })
  })
})

describe('a secret that stands in the settings of an environment itself', () => {
  const everywhere = async (somebody: TestPerson) => [
    await read('/environments/demo', somebody),
    await read('/environments', somebody),
    await read('/environments/demo/events', somebody, '"createdAt"'),
    await read('/events', somebody, '"createdAt"'),
    await read('/environments/demo/compose', somebody),
  ]

  it('is read by who may change it', async () => {
    for (const text of await everywhere(people.operator)) expect(text).toContain(setting)
  })

  it.each(['viewer', 'developer'] as const)('is masked for a %s, also in the exported Compose folder', async (role) => {
    for (const text of await everywhere(people[role])) {
      expect(text).not.toContain(setting)
      expect(text).toContain('mail.example.org')
      expect(text).toContain('${SECRET_KEY}')
    }
    expect(await read('/environments/demo/compose', people[role])).toContain('EMAIL_HOST_PASSWORD: change-me')
  })
})

describe('a stream that a page opens with a cookie', () => {
  it('is refused to a page of another origin, also of another port, before anything is sent', async () => {
    const { viewer } = people
    const signedIn = await api.call('POST', '/session', { token: viewer.token }, {})
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
    const status = async (path: string, headers: Record<string, string>) => {
      const response = await fetch(`${origin}/api/v1${path}`, { headers, signal: AbortSignal.timeout(10_000) })
      await response.body?.cancel()
      return response.status
    }
    const elsewhere = `http://127.0.0.1:${Number(new URL(origin).port) + 1}`
    for (const path of ['/events', '/environments/demo/events', `/operations/${operationId}/events`]) {
      for (const foreign of ['https://evil.example.org', elsewhere, 'null'])
        expect(await status(path, { cookie, origin: foreign }), `${foreign} ${path}`).toBe(403)
      expect(await status(path, { cookie, origin }), path).toBe(200)
      expect(await status(path, { cookie }), path).toBe(200)
      expect(await status(path, { ...viewer.headers, origin: elsewhere }), path).toBe(200)
    }
  })
})
