import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Deps } from '../deps.ts'
import { createWorkerDeps } from '../deps-worker.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { makeTestPerson, type TestPerson, type TestRoles } from '../testing/test-principals.ts'
import { serveTerminals } from './serve.ts'
import { sweepTerminals } from './sweep.ts'
import { startTestContainer } from './testing/test-container.ts'
import { handshakeStatus, type SocketOptions, TestSocket } from './testing/test-socket.ts'

let api: TestApi
let origin: string
let environmentId: string
let container: Awaited<ReturnType<typeof startTestContainer>>
let operator: TestPerson
const workers: Array<() => Promise<void>> = []

beforeAll(async () => {
  api = await startTestApi('terminals', { FUN_TERMINALS_MAX: '3', FUN_TERMINAL_RECONNECT_SECONDS: '20' })
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
  container = await startTestContainer()
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  const specification = { kind: 'production', release: 'teak', lms: { port: 20_100 }, cms: { port: 20_101 } }
  const made = await api.call('POST', '/environments', { name: 'staging', source: 'platform', specification })
  environmentId = String(made.body.id)
  const services = [
    { service: 'lms', containerId: container.id, state: 'running' },
    { service: 'nginx', containerId: container.id, state: 'running' },
    { service: 'cms', containerId: 'gone', state: 'exited' },
  ]
  await api.installation.deps.store.environment.update({
    where: { id: environmentId },
    data: { observedState: { health: 'healthy', services } },
  })
  operator = await person({ [environmentId]: 'operator' })
})
afterEach(async () => {
  for (const stop of workers.splice(0)) await stop()
})
afterAll(async () => {
  await container?.remove()
  await api.stop()
})

const person = (roles: TestRoles) => makeTestPerson(api.installation.deps, roles)
const terminalsPath = '/environments/staging/terminals'

/** A worker that holds terminals, until the test ends. */
async function startWorker(variables: Record<string, string> = {}): Promise<Deps> {
  const deps = await api.installation.anotherProcess(variables)
  const served = serveTerminals(createWorkerDeps(deps))
  workers.push(async () => {
    await served.stop()
    await deps.close()
  })
  return deps
}

async function open(by: TestPerson = operator, body: object = { service: 'lms' }) {
  const answer = await api.call('POST', terminalsPath, body, by.headers)
  expect(answer.status, answer.text).toBe(201)
  const id = String(answer.body.id)
  const url = `${origin.replace('http', 'ws')}${String(answer.body.socket)}`
  return {
    id,
    url,
    connect: (options: Partial<SocketOptions> = {}) => TestSocket.open(url, { headers: by.headers, ...options }),
  }
}

const rowOf = (id: string) => api.installation.deps.store.terminalSession.findUniqueOrThrow({ where: { id } })
async function ended(id: string, timeoutMs = 15_000) {
  await expect.poll(async () => (await rowOf(id)).endedAt, { timeout: timeoutMs }).not.toBeNull()
  return rowOf(id)
}
const auditOf = async (id: string) =>
  (await api.installation.deps.store.auditEntry.findMany({ orderBy: { id: 'asc' } }))
    .filter(({ detail }) => JSON.stringify(detail).includes(id))
    .map(({ principal, action, subject, detail }) => ({ principal, action, subject, detail }))

describe('a terminal', () => {
  it('runs what is typed in the container, not as root, at the size of the page', async () => {
    await startWorker()
    const terminal = await open()
    const socket = await terminal.connect({ columns: 100, rows: 30 })
    expect(socket.messages[0]).toEqual({ type: 'attached', offset: 0, truncated: false })
    await socket.run("echo he''llo", 'hello\r\n')
    await socket.run('echo uid=$(id -u)', 'uid=65534')
    await socket.run('stty size', '30 100')
    socket.send({ type: 'resize', columns: 133, rows: 44 })
    await expect
      .poll(
        async () => {
          socket.type('stty size\n')
          return socket.text
        },
        { timeout: 10_000, interval: 200 },
      )
      .toContain('44 133')
    await socket.run("printf 'pri%b' '\\303\\251t'", 'pri\u00c3\u00a9t')
    await socket.close(1000)
    await ended(terminal.id)
  })

  it('ends with its program, and is in the audit with its owner and duration', async () => {
    await startWorker()
    const terminal = await open()
    const socket = await terminal.connect()
    socket.type('exit 7\n')
    expect(await socket.closed).toBe(1000)
    expect(socket.messages.at(-1)).toEqual({ type: 'ended', end: 'exited', exitCode: 7, detail: null })
    const principal = `token:${operator.email} (test)`
    const detail = { terminal: terminal.id, service: 'lms', program: 'shell', root: false }
    expect(await auditOf(terminal.id)).toEqual([
      { principal, action: 'terminal.open', subject: 'staging', detail },
      {
        principal,
        action: 'terminal.close',
        subject: 'staging',
        detail: { ...detail, seconds: expect.any(Number), end: 'exited', exitCode: 7 },
      },
    ])
    const listed = await api.call('GET', `${terminalsPath}?open=false`, undefined, operator.headers)
    expect(listed.body.items).toContainEqual(
      expect.objectContaining({ id: terminal.id, end: 'exited', exitCode: 7, socket: null }),
    )
    const again = await terminal.connect()
    expect(again.messages).toEqual([{ type: 'ended', end: 'exited', exitCode: 7, detail: null }])
    expect(await again.closed).toBe(1000)
  })

  it('may be a Django shell, where there is one', async () => {
    await startWorker()
    const terminal = await open(operator, { service: 'lms', program: 'django-shell' })
    const socket = await terminal.connect()
    await socket.closed
    expect(socket.text).toContain('called: manage.py lms shell')
    const refused = await api.call(
      'POST',
      terminalsPath,
      { service: 'nginx', program: 'django-shell' },
      operator.headers,
    )
    expect([refused.status, refused.body.errors]).toEqual([422, [expect.objectContaining({ path: 'program' })]])
  })

  it('is opened only where a service runs', async () => {
    const of = async (service: string) => (await api.call('POST', terminalsPath, { service }, operator.headers)).status
    expect([await of('cms'), await of('mongodb'), await of('../etc')]).toEqual([409, 404, 422])
  })

  it('takes a long paste whole and in order', async () => {
    await startWorker()
    const terminal = await open()
    const socket = await terminal.connect()
    const length = 400_000
    await socket.run("stty raw -echo; echo rea''dy", 'ready')
    socket.type(`head -c ${length} | sha256sum; stty sane\n`)
    const pasted = Array.from({ length: length / 8 }, (_, index) => String(index).padStart(8, '0')).join('')
    for (let at = 0; at < length; at += 4_000) socket.type(pasted.slice(at, at + 4_000))
    await socket.sees(createHash('sha256').update(pasted).digest('hex'))
    await socket.close(1000)
    await ended(terminal.id)
  })

  it('slows its program down for a slow reader, who then gets all of it', async () => {
    await startWorker()
    const terminal = await open()
    const socket = await terminal.connect({ shows: false })
    const from = socket.text.length
    socket.type("seq 1 100000; echo do''ne\n")
    await expect.poll(() => socket.text.length, { timeout: 10_000 }).toBeGreaterThan(100_000)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(socket.text.length).toBeLessThanOrEqual(128 * 1024)
    for (let seen = 0; !socket.text.includes('done\r\n'); seen = socket.text.length) {
      socket.shown()
      await expect.poll(() => socket.text.length, { timeout: 10_000, interval: 5 }).toBeGreaterThan(seen)
    }
    expect(numbersIn(socket.text.slice(from))).toEqual(Array.from({ length: 100_000 }, (_, index) => index + 1))
    await socket.close(1000)
    await ended(terminal.id)
  })
})

describe('who may', () => {
  it('is decided before the socket is one: 401, 403, 404; and a foreign page never', async () => {
    await startWorker()
    const terminal = await open()
    const viewer = await person({ [environmentId]: 'viewer' })
    const developer = await person({ installation: 'developer' })
    const stranger = await person({})
    expect(await handshakeStatus(terminal.url, {})).toBe(401)
    expect(await handshakeStatus(terminal.url, viewer.headers)).toBe(403)
    expect(await handshakeStatus(terminal.url, developer.headers)).toBe(403)
    expect(await handshakeStatus(terminal.url, stranger.headers)).toBe(404)
    expect(await handshakeStatus(terminal.url, { ...operator.headers, origin: 'https://evil.example' })).toBe(403)
    expect(await handshakeStatus(terminal.url, { ...operator.headers, origin: 'null' })).toBe(403)
    for (const by of [viewer, developer])
      expect((await api.call('POST', terminalsPath, { service: 'lms' }, by.headers)).status).toBe(403)
    expect((await api.call('POST', terminalsPath, { service: 'lms' }, stranger.headers)).status).toBe(404)
    const declared = api.app.routesWithPolicy.filter(({ url }) => url.endsWith('/terminals/:terminal/socket'))
    expect([...new Set(declared.map(({ policy }) => policy))]).toEqual(['environment:terminal'])
    const path = new URL(terminal.url).pathname.replace('/api/v1', '')
    expect((await api.call('GET', path, undefined, operator.headers)).body.code).toBe('upgrade-required')
    const socket = await terminal.connect({ headers: { ...operator.headers, origin } })
    expect(socket.messages[0]?.type).toBe('attached')
    await socket.close(1000)
    await ended(terminal.id)
  })

  it('is not refused by a cookie’s own page, and is by another’s', async () => {
    await startWorker()
    const session = await api.call('POST', '/session', { token: operator.token }, {})
    const cookie = String(session.headers['set-cookie']).split(';')[0] ?? ''
    const terminal = await open()
    expect(await handshakeStatus(terminal.url, { cookie, origin: 'https://evil.example' })).toBe(403)
    // A refused one leaves no connection behind.
    await expect.poll(connections, { timeout: 5_000 }).toBe(0)
    const socket = await terminal.connect({ headers: { cookie, origin } })
    expect(socket.messages[0]?.type).toBe('attached')
    await socket.close(1000)
    await ended(terminal.id)
  })

  it('types into nobody else’s', async () => {
    await startWorker()
    const terminal = await open()
    const other = await person({ installation: 'admin' })
    const socket = await terminal.connect({ headers: other.headers })
    expect(socket.messages).toEqual([{ type: 'problem', problem: expect.objectContaining({ code: 'not-found' }) }])
    expect(await socket.closed).toBe(4404)
  })

  it('is asked again while it is open: it ends within moments when the role is gone', async () => {
    await startWorker()
    const leaving = await person({ [environmentId]: 'operator' })
    const terminal = await open(leaving)
    const socket = await terminal.connect()
    await socket.run("sleep 5001 & echo star''ted", 'started')
    const began = Date.now()
    const roles = [{ role: 'viewer', environment: 'staging' }]
    expect((await api.call('PUT', `/members/${leaving.userId}/roles`, { roles })).status).toBe(200)
    expect(await socket.closed).toBe(4403)
    expect(Date.now() - began).toBeLessThan(4_000)
    expect(socket.messages.at(-1)).toMatchObject({ type: 'problem', problem: { code: 'forbidden' } })
    expect(await ended(terminal.id)).toMatchObject({ end: 'rights-lost' })
    expect((await container.processes()).filter((command) => command.includes('5001'))).toEqual([])
  })

  it('ends within moments when the session that looks at it is ended', async () => {
    await startWorker()
    const session = await api.call('POST', '/session', { token: operator.token }, {})
    const cookie = String(session.headers['set-cookie']).split(';')[0] ?? ''
    const terminal = await open()
    const socket = await terminal.connect({ headers: { cookie, origin } })
    await socket.run("sleep 5002 & echo star''ted", 'started')
    const began = Date.now()
    expect((await api.call('DELETE', '/session', undefined, { cookie })).status).toBe(204)
    expect(await socket.closed).toBe(4401)
    expect(Date.now() - began).toBeLessThan(4_000)
    expect(await ended(terminal.id)).toMatchObject({ end: 'rights-lost' })
    expect((await container.processes()).filter((command) => command.includes('5002'))).toEqual([])
  })

  it('is root only by a right of its own, and only while that lasts', async () => {
    await startWorker()
    const refused = await api.call('POST', terminalsPath, { service: 'lms', root: true }, operator.headers)
    expect([refused.status, refused.body.missing]).toEqual([
      403,
      { action: 'environment:terminal-root', roles: ['owner', 'admin'] },
    ])
    const admin = await person({ [environmentId]: 'admin' })
    const terminal = await open(admin, { service: 'lms', root: true })
    const socket = await terminal.connect()
    await socket.run('echo uid=$(id -u)', 'uid=0')
    await api.call('PUT', `/members/${admin.userId}/roles`, { roles: [{ role: 'operator', environment: 'staging' }] })
    expect(await socket.closed).toBe(4403)
    expect(await ended(terminal.id)).toMatchObject({ end: 'rights-lost', root: true })
  })

  it('has a bounded number of them, and gets room by ending one', async () => {
    const busy = await person({ [environmentId]: 'operator' })
    const ids = [(await open(busy)).id, (await open(busy)).id, (await open(busy)).id]
    const [one, two] = await Promise.all(
      [1, 2].map(() => api.call('POST', terminalsPath, { service: 'lms' }, busy.headers)),
    )
    expect([one?.status, two?.body.code]).toEqual([409, 'too-many-terminals'])
    expect((await api.call('DELETE', `${terminalsPath}/${ids[0]}`, undefined, busy.headers)).status).toBe(204)
    await open(busy)
  })
})

describe('a connection that is cut', () => {
  it('is taken up again: the same program, what it wrote meanwhile, nothing twice', async () => {
    await startWorker()
    const terminal = await open()
    const first = await terminal.connect()
    await first.run('KEPT=42; echo se""t', 'set\r\n')
    first.type("for n in $(seq 1 3000); do echo $n; done; echo do''ne\n")
    await first.sees('\r\n100\r\n')
    await first.cut()
    const second = await terminal.connect({ from: first.offset })
    expect(second.messages[0]).toEqual({ type: 'attached', offset: first.offset, truncated: false })
    await second.sees('done\r\n')
    const all = first.text + second.text
    expect(numbersIn(all)).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 1))
    await second.run('echo kept=$KEPT', 'kept=42')
    const third = await terminal.connect()
    await third.sees('kept=42')
    expect(await second.closed).toBe(4409)
    expect(third.text.startsWith(first.text.slice(0, 100))).toBe(true)
    await third.close(1000)
    expect(await ended(terminal.id)).toMatchObject({ end: 'closed' })
  })

  it('is waited for only so long', async () => {
    await startWorker({ FUN_TERMINAL_RECONNECT_SECONDS: '1' })
    const terminal = await open()
    const socket = await terminal.connect()
    await socket.run("sleep 5002 & echo star''ted", 'started')
    await socket.cut()
    expect(await ended(terminal.id)).toMatchObject({ end: 'abandoned' })
    expect((await container.processes()).filter((command) => command.includes('5002'))).toEqual([])
  })

  it('loses the oldest output when more was written than is kept, and says so', async () => {
    await startWorker()
    const terminal = await open()
    const first = await terminal.connect()
    await first.cut()
    const typed = await terminal.connect({ from: first.offset })
    typed.type("sleep 0.5; seq 1 100000; echo do''ne\n")
    await typed.sees('sleep')
    await typed.cut()
    const deadline = Date.now() + 15_000
    for (;;) {
      const back = await terminal.connect({ from: typed.offset })
      await back.sees('done\r\n').catch(() => undefined)
      if (back.messages.some((message) => message.type === 'attached' && message.truncated)) {
        expect(back.text).toContain('\r\n100000\r\ndone\r\n')
        expect(back.text).not.toContain('\r\n1000\r\n')
        await back.close(1000)
        break
      }
      expect(Date.now()).toBeLessThan(deadline)
    }
    await ended(terminal.id)
  })
})

describe('an end', () => {
  it('leaves no process in the container: not in the background, not stopped, not deaf, not in a session of its own', async () => {
    await startWorker()
    const terminal = await open()
    const socket = await terminal.connect()
    socket.type('sleep 6001 & nohup sleep 6002 >/dev/null 2>&1 & setsid sleep 6003 &\n')
    socket.type(
      "(trap '' HUP INT TERM; sleep 6004) & (setsid sh -c 'trap \"\" HUP; sleep 6005; :' &) ; sleep 6006 & kill -STOP $!\n",
    )
    await socket.run("echo all-star''ted", 'all-started')
    const sleeping = async () => (await container.processes()).filter((command) => /sleep 600\d/.test(command)).length
    await expect.poll(sleeping, { timeout: 5_000 }).toBeGreaterThanOrEqual(6)
    await socket.close(1000)
    expect(await ended(terminal.id)).toMatchObject({ end: 'closed' })
    expect(await container.processes()).toEqual([])
  })

  it('comes when nothing happens for too long, or after all too long', async () => {
    await startWorker({ FUN_TERMINAL_IDLE_SECONDS: '1' })
    const quiet = await open()
    const idle = await quiet.connect()
    await idle.closed
    expect(idle.messages.at(-1)).toMatchObject({ type: 'ended', end: 'idle' })
    for (const stop of workers.splice(0)) await stop()
    await startWorker({ FUN_TERMINAL_SECONDS_MAX: '1' })
    const busy = await open()
    const socket = await busy.connect()
    socket.type('while :; do date; sleep 0.1; done\n')
    await socket.closed
    expect(socket.messages.at(-1)).toMatchObject({ type: 'ended', end: 'time-limit' })
    expect(await container.processes()).toEqual([])
  })

  it('is brought about by another who may, and both are in the audit', async () => {
    await startWorker()
    const terminal = await open()
    const socket = await terminal.connect()
    expect((await api.call('DELETE', `${terminalsPath}/${terminal.id}`)).status).toBe(204)
    expect(await socket.closed).toBe(1000)
    expect((await auditOf(terminal.id)).map(({ principal, action }) => `${principal.split(':')[0]} ${action}`)).toEqual(
      ['token terminal.open', 'owner-token terminal.end', 'token terminal.close'],
    )
  })

  it('comes with the worker’s, and what a dead worker left is ended by another', async () => {
    await startWorker()
    const terminal = await open()
    const socket = await terminal.connect()
    for (const stop of workers.splice(0)) await stop()
    await socket.closed
    expect(socket.messages.at(-1)).toMatchObject({ type: 'ended', end: 'worker-stopped' })
    const { store } = api.installation.deps
    const left = await open()
    const dead = await startWorker({ FUN_LEASE_SECONDS: '3600', FUN_WORKER_ID: 'dead' })
    const second = await left.connect()
    await second.run("sleep 7001 & echo star''ted", 'started')
    await store.terminalSession.update({ where: { id: left.id }, data: { leaseExpiresAt: new Date(0) } })
    const other = createWorkerDeps({ ...dead, config: { ...dead.config, workerId: 'other' } })
    await sweepTerminals(other, new AbortController().signal)
    expect(await rowOf(left.id)).toMatchObject({ end: 'worker-lost', workerId: 'other' })
    expect(await container.processes()).toEqual([])
    expect((await auditOf(left.id)).map(({ action }) => action)).toEqual(['terminal.open', 'terminal.close'])
  })

  it('comes to one that nobody ever connected to', async () => {
    const terminal = await open()
    const { store } = api.installation.deps
    await store.terminalSession.update({ where: { id: terminal.id }, data: { leaseExpiresAt: new Date(0) } })
    await sweepTerminals(createWorkerDeps(api.installation.deps), new AbortController().signal)
    expect(await rowOf(terminal.id)).toMatchObject({ end: 'abandoned', startedAt: null })
  })

  it('comes to a socket that says what nobody understands, or that no worker answers', async () => {
    const alone = await open()
    const waiting = await TestSocket.open(alone.url, { headers: operator.headers })
    expect(await waiting.closed).toBe(4503)
    await api.call('DELETE', `${terminalsPath}/${alone.id}`)
    await startWorker()
    const terminal = await open()
    for (const text of ['{', '{"type":"format"}', '{"type":"resize","columns":0,"rows":1}']) {
      const socket = await terminal.connect()
      socket.sendRaw(text)
      expect(await socket.closed, text).toBe(4422)
    }
    await api.call('DELETE', `${terminalsPath}/${terminal.id}`)
    await ended(terminal.id)
  })
})

const connections = () =>
  new Promise<number>((resolve, reject) => {
    api.app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
  })

/** Lines that are numbers; bash says before the first that it pastes no more. */
const numbersIn = (text: string) =>
  text
    .replaceAll('\u001b[?2004l\r', '')
    .split('\r\n')
    .filter((line) => /^\d+$/.test(line))
    .map(Number)
