import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import type { NotificationEvent, Severity } from '@fun/contract/notification-events'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Deps } from '../deps.ts'
import { requestCancel } from '../operations/cancel.ts'
import { type Claim, claimOperation } from '../operations/claim.ts'
import { enqueueOperation } from '../operations/enqueue.ts'
import { finishOperation, type Outcome } from '../operations/finish.ts'
import { pinResult } from '../operations/pin-result.ts'
import { type HttpCounterpart, startHttpCounterpart } from '../testing/http-counterpart.ts'
import { startTestInstallation, type TestInstallation } from '../testing/test-deps.ts'
import { settingsColumns } from './channel-settings.ts'
import { deliverNext, retrySeconds } from './deliver.ts'
import { forgetOldNotifications } from './forget-old.ts'
import { environmentLooks, hostLooks, type SeenEnvironment } from './host-troubles.ts'
import { noteTroubles } from './standing-trouble.ts'

let installation: TestInstallation
let deps: Deps
let service: HttpCounterpart
let sourceId: string
beforeAll(async () => {
  service = await startHttpCounterpart()
  installation = await startTestInstallation('notifications', {
    FUN_OUTGOING_ALLOW: '127.0.0.1',
    FUN_PUBLIC_URL: 'https://fun.example.org/',
    FUN_CONCURRENCY: '60',
    FUN_LEASE_SECONDS: '60',
    // Due again at once: a test does not wait for what it can ask for.
    FUN_NOTIFY_RETRY_SECONDS: '0.001',
  })
  deps = installation.deps
  const source = await deps.store.source.create({ data: { name: 'platform', url: 'https://example.org/platform.git' } })
  sourceId = source.id
})
afterAll(async () => {
  await installation.stop()
  await service.stop()
})
beforeEach(async () => {
  await deps.store.notification.deleteMany()
  await deps.store.notificationChannel.deleteMany()
  await deps.store.standingTrouble.deleteMany()
  service.received.length = 0
  service.answer(() => ({ status: 200, body: 'ok' }))
})

async function makeChannel(path = `/${randomUUID()}`) {
  const id = randomUUID()
  const columns = settingsColumns(deps.encryption, id, { kind: 'slack', url: `${service.url}${path}` })
  return deps.store.notificationChannel.create({ data: { id, name: `c${id}`, ...columns } })
}
const makeRule = (
  channelId: string,
  rule: { environmentId?: string; events?: NotificationEvent[]; severityMin?: Severity; enabled?: boolean } = {},
) => deps.store.notificationRule.create({ data: { channelId, ...rule } })
const makeEnvironment = (name = `e${randomUUID().slice(0, 8)}`) =>
  deps.store.environment.create({
    data: { name, hostId: installation.hostId, sourceId, reference: 'main', specification: { kind: 'production' } },
  })
const deploy = (environmentId: string, input: object = { reference: 'main' }) =>
  enqueueOperation(deps, {
    kind: 'deploy',
    environmentId,
    hostId: installation.hostId,
    trigger: 'webhook platform',
    input,
  })
async function claim(operationId: string): Promise<Claim> {
  const result = await claimOperation(deps, { operationId, holder: 'worker-1' })
  if (result.kind !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(result)}`)
  return result.claim
}
const failed: Outcome = {
  state: 'failed',
  problem: {
    type: 'urn:fun:problem:requirements-failed',
    title: 'Python requirements do not install',
    status: 422,
    code: 'requirements-failed',
    detail: 'No matching distribution found for nothing==1.0.',
    cure: 'Correct the requirement.',
    log: ['a line of the log'],
  },
}
/** A deploy from its order to its end. */
async function endDeploy(environmentId: string, outcome: Outcome = { state: 'succeeded' }, input?: object) {
  const { id } = await deploy(environmentId, input)
  const held = await claim(id)
  await pinResult(deps, held, { commit: 'a'.repeat(40), commitSubject: 'Fix the login', reference: 'main' })
  await finishOperation(deps, held, outcome)
  return id
}
const deliverAll = async () => {
  while (await deliverNext(deps));
}
/** Until nothing waits, and what failed has been tried again. */
async function deliverToTheEnd(): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    await deliverAll()
    if ((await deps.store.notificationDelivery.count({ where: { state: 'pending' } })) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('deliveries still wait')
}
const deliveries = () =>
  deps.store.notificationDelivery.findMany({ orderBy: { id: 'asc' }, include: { notification: true } })
const titles = () => service.received.map(({ body }) => String(JSON.parse(body).text))

describe('the end of an operation', () => {
  it('is told with its environment, commit, problem and a link, and never twice', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    const operationId = await endDeploy(environment.id, failed)
    await deliverAll()
    await deliverAll()
    expect(service.received).toHaveLength(1)
    const [call] = service.received
    expect(titles()).toEqual([`${environment.name}: deploy failed`])
    expect(call?.body).toContain('Python requirements do not install. No matching distribution found for nothing==1.0.')
    expect(call?.body).toContain('Correct the requirement.')
    expect(call?.body).toContain('aaaaaaaaaa Fix the login')
    expect(call?.body).toContain(`https://fun.example.org/operations/${operationId}`)
    expect(call?.body).not.toContain('a line of the log')
    expect(await deliveries()).toMatchObject([
      {
        state: 'delivered',
        attempts: 1,
        answer: 'HTTP 200: ok',
        notification: { event: 'deploy.failed', operationId },
      },
    ])
  })

  it('is named by what it was: a roll-back, a superseded deploy, a cancelled one, another operation', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    const events = async () => (await deliveries()).map(({ notification }) => notification.event)

    await endDeploy(environment.id)
    await endDeploy(environment.id, { state: 'succeeded' }, { reference: 'main', revisionId: randomUUID() })
    await endDeploy(environment.id, failed, { reference: 'main', revisionId: randomUUID() })
    await deploy(environment.id)
    const waiting = await deploy(environment.id)
    await requestCancel(deps, waiting.id)
    expect(await events()).toEqual([
      'deploy.succeeded',
      'rollback.succeeded',
      'rollback.failed',
      'deploy.superseded',
      'deploy.cancelled',
    ])
    for (const kind of ['start', 'build', 'plan'] as const) {
      const { id } = await enqueueOperation(deps, { kind, hostId: installation.hostId, trigger: 'test', input: {} })
      await finishOperation(deps, await claim(id), failed)
    }
    expect((await events()).slice(5)).toEqual(['operation.failed', 'build.failed'])
  })

  it('that was superseded while it ran is told once, when it has ended', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    const held = await claim((await deploy(environment.id)).id)
    await deploy(environment.id)
    expect(await deliveries()).toEqual([])
    await finishOperation(deps, held, { state: 'cancelled' })
    expect((await deliveries()).map(({ notification }) => notification.event)).toEqual(['deploy.superseded'])
  })

  it('holds nothing of an order’s secret input', async () => {
    await makeRule((await makeChannel()).id)
    const passwordEncrypted = 'cipher-of-a-password'
    const { id } = await enqueueOperation(deps, {
      kind: 'manage',
      hostId: installation.hostId,
      trigger: 'owner:owner',
      input: { command: 'superuser', username: 'ada', passwordEncrypted },
    })
    await finishOperation(deps, await claim(id), failed)
    await deliverAll()
    expect(service.received).toHaveLength(1)
    expect(service.received[0]?.body).not.toContain(passwordEncrypted)
    expect(service.received[0]?.body).not.toContain('superuser')
  })

  it('goes back with its transaction: what did not happen is not told', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    const { id } = await deploy(environment.id)
    const held = await claim(id)
    await deps.store.operation.update({ where: { id }, data: { leaseHolder: 'another' } })
    await expect(finishOperation(deps, held, { state: 'succeeded' })).rejects.toMatchObject({ name: 'LeaseLost' })
    expect(await deliveries()).toEqual([])
  })
})

describe('a rule', () => {
  it('that does not match sends nothing, and leaves no row', async () => {
    const [environment, other] = [await makeEnvironment(), await makeEnvironment()]
    const { id } = await makeChannel()
    await makeRule(id, { environmentId: other.id })
    await makeRule(id, { events: ['deploy.failed', 'source.unreachable'] })
    await makeRule(id, { severityMin: 'warning' })
    await makeRule(id, { enabled: false })
    const off = await makeChannel()
    await makeRule(off.id)
    await deps.store.notificationChannel.update({ where: { id: off.id }, data: { enabled: false } })
    await endDeploy(environment.id)
    await deliverAll()
    expect(service.received).toEqual([])
    expect(await deps.store.notification.count()).toBe(0)
  })

  it('beside another for the same channel sends no second message', async () => {
    const environment = await makeEnvironment()
    const [first, second] = [await makeChannel('/first'), await makeChannel('/second')]
    await makeRule(first.id)
    await makeRule(first.id, { environmentId: environment.id })
    await makeRule(second.id, { events: ['deploy.succeeded'], severityMin: 'info' })
    await endDeploy(environment.id)
    await deliverAll()
    expect(service.received.map(({ path }) => path).sort()).toEqual(['/first', '/second'])
  })

  it('of an environment that is removed goes with it, and its channel stays', async () => {
    const environment = await makeEnvironment()
    const { id } = await makeChannel()
    await makeRule(id, { environmentId: environment.id })
    await deps.store.environment.delete({ where: { id: environment.id } })
    expect(await deps.store.notificationRule.count()).toBe(0)
    expect(await deps.store.notificationChannel.count({ where: { id } })).toBe(1)
  })
})

describe('delivery', () => {
  it('is tried again by a server that fails twice, and ends after the success', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    let calls = 0
    service.answer(() => {
      calls += 1
      return calls <= 2 ? { status: 503, body: 'busy' } : { status: 200, body: 'ok' }
    })
    await endDeploy(environment.id)
    await deliverToTheEnd()
    await deliverAll()
    expect(service.received).toHaveLength(3)
    expect(new Set(service.received.map(({ body }) => body)).size).toBe(1)
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 3 }])
  })

  it('waits longer each time, never all of it by chance, an hour at most, and as long as the service wishes', () => {
    for (let attempts = 1; attempts <= 12; attempts += 1) {
      const seconds = retrySeconds(attempts, 10)
      expect(seconds).toBeGreaterThanOrEqual(Math.min(3_600, 5 * 2 ** (attempts - 1)))
      expect(seconds).toBeLessThanOrEqual(Math.min(3_600, 10 * 2 ** (attempts - 1)))
    }
    expect(retrySeconds(1, 10, 120)).toBe(120)
    expect(retrySeconds(1, 10, 1_000_000)).toBe(3_600)
  })

  it('is given up after twelve tries, or at once when the service will never take it', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    service.answer(() => ({ status: 500, body: 'broken' }))
    await endDeploy(environment.id)
    await deliverToTheEnd()
    expect(service.received).toHaveLength(12)
    expect(await deliveries()).toMatchObject([{ state: 'failed', attempts: 12, answer: 'HTTP 500: broken' }])

    service.received.length = 0
    service.answer(() => ({ status: 404, body: 'no_service' }))
    await endDeploy(environment.id)
    await deliverAll()
    expect(service.received).toHaveLength(1)
    expect((await deliveries())[1]).toMatchObject({ state: 'failed', attempts: 1, answer: 'HTTP 404: no_service' })
  })

  it('reaches no private address, whatever was stored', async () => {
    const environment = await makeEnvironment()
    const id = randomUUID()
    const columns = settingsColumns(deps.encryption, id, { kind: 'slack', url: 'http://127.0.0.2:8070/' })
    await deps.store.notificationChannel.create({ data: { id, name: 'inside', ...columns } })
    await makeRule(id)
    await endDeploy(environment.id)
    await deliverAll()
    expect(await deliveries()).toMatchObject([{ state: 'failed', answer: '127.0.0.2 is a private address.' }])
  })

  it('of one message is done by one of many senders', async () => {
    const environment = await makeEnvironment()
    for (let count = 0; count < 5; count += 1) await makeRule((await makeChannel()).id)
    await endDeploy(environment.id)
    await Promise.all(Array.from({ length: 8 }, () => deliverAll()))
    expect(service.received).toHaveLength(5)
    expect(new Set(service.received.map(({ path }) => path)).size).toBe(5)
  })

  it('is done by another sender when the one that had it was killed, and nothing is lost', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    await endDeploy(environment.id)
    service.answer(() => ({ status: 0 }))
    const { databaseUrl, redisUrl, dataFolder } = installation.config
    const sender = spawn(process.execPath, [join(import.meta.dirname, 'testing/deliver-once.ts')], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        REDIS_URL: redisUrl,
        FUN_DATA_DIR: dataFolder,
        FUN_OUTGOING_ALLOW: '127.0.0.1',
      },
    })
    const ended = once(sender, 'exit')
    while (service.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    sender.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
    service.answer(() => ({ status: 200, body: 'ok' }))
    expect(await deliverNext(deps)).toBe(false)
    // As when its claim has run out.
    await deps.store.notificationDelivery.updateMany({ data: { claimedUntil: new Date(Date.now() - 1_000) } })
    expect(await deliverNext(deps)).toBe(true)
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 2 }])
  })

  it('by a sender whose claim ran out changes nothing of what the next one wrote', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    await endDeploy(environment.id)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    service.answer(() => ({ status: 0 }))
    const slow = deliverNext({
      ...deps,
      outgoing: Object.assign(heldBack(held), { ...deps.outgoing }),
    })
    for (; (await deliveries())[0]?.attempts === 0; ) await new Promise((resolve) => setTimeout(resolve, 5))
    await deps.store.notificationDelivery.updateMany({ data: { claimedUntil: new Date(Date.now() - 1_000) } })
    service.answer(() => ({ status: 200, body: 'second' }))
    await deliverNext(deps)
    release()
    await slow
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 2, answer: 'HTTP 200: second' }])
  })

  it('to a channel in trouble delays neither operations nor other channels', async () => {
    const environment = await makeEnvironment()
    const stuck = await makeChannel('/stuck')
    await makeRule(stuck.id)
    await makeRule((await makeChannel('/well')).id)
    service.answer(({ path }) => (path === '/stuck' ? { status: 0 } : { status: 200, body: 'ok' }))
    await endDeploy(environment.id)
    const first = [deliverNext(deps), deliverNext(deps)]
    while (service.received.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    const began = Date.now()
    for (let count = 0; count < 3; count += 1) await endDeploy(environment.id)
    await deliverAll()
    expect(Date.now() - began).toBeLessThan(5_000)
    const well = service.received.filter(({ path }) => path === '/well')
    expect(well).toHaveLength(4)
    expect(service.received.filter(({ path }) => path === '/stuck')).toHaveLength(1)
    await deps.store.notificationChannel.delete({ where: { id: stuck.id } })
    await service.stop()
    await Promise.all(first)
    service = await startHttpCounterpart()
  })

  it('to a channel that is removed in the same moment does not undo what happened', async () => {
    const environment = await makeEnvironment()
    for (let round = 0; round < 5; round += 1) {
      const { id } = await makeChannel()
      await makeRule(id)
      const operation = await deploy(environment.id)
      const held = await claim(operation.id)
      await Promise.all([
        finishOperation(deps, held, { state: 'succeeded' }),
        deps.store.notificationChannel.delete({ where: { id } }),
      ])
      const { state } = await deps.store.operation.findUniqueOrThrow({ where: { id: operation.id } })
      expect(state).toBe('succeeded')
    }
  })

  it('is forgotten after a month, but for what still waits', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    await endDeploy(environment.id)
    await deliverAll()
    await endDeploy(environment.id)
    await deps.store.notification.updateMany({ data: { createdAt: new Date(Date.now() - 31 * 86_400_000) } })
    await forgetOldNotifications(deps.store)
    expect(await deliveries()).toMatchObject([{ state: 'pending' }])
  })
})

describe('a trouble that lasts', () => {
  const healthy: Omit<SeenEnvironment, 'id' | 'name'> = {
    health: 'healthy',
    services: [{ service: 'lms', health: 'healthy', state: 'running', drift: [] }],
  }
  const down: typeof healthy = {
    health: 'failed',
    services: [{ service: 'lms', health: 'failed', state: 'exited', drift: [] }],
  }
  const limits = { troubleSeconds: 60, diskLowBytes: 10 * 1024 ** 3 }
  /** As if that much time went by. */
  const pass = (seconds: number) =>
    deps.store.$executeRaw`UPDATE "StandingTrouble" SET
      "badSince" = "badSince" - make_interval(secs => ${seconds}::double precision),
      "goodSince" = "goodSince" - make_interval(secs => ${seconds}::double precision)`
  async function watched() {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id)
    const see = (state: typeof healthy) =>
      noteTroubles(deps.store, environmentLooks({ ...environment, ...state }, limits))
    return { environment, see }
  }

  it('is told once when it has lasted, and once when it is over', async () => {
    const { environment, see } = await watched()
    await see(healthy)
    await see(down)
    await see(down)
    expect(await deliveries()).toEqual([])
    await pass(61)
    for (let round = 0; round < 4; round += 1) await see(down)
    await see(healthy)
    await pass(61)
    for (let round = 0; round < 4; round += 1) await see(healthy)
    await deliverAll()
    expect(titles()).toEqual([`${environment.name}: down`, `${environment.name}: healthy again`])
    expect(service.received[0]?.body).toContain('Not healthy: lms (exited).')
    expect(service.received[0]?.body).toContain(`https://fun.example.org/environments/${environment.name}`)
  })

  it('that comes and goes is one trouble: at most one message per change', async () => {
    const { environment, see } = await watched()
    for (let round = 0; round < 30; round += 1) {
      await see(round % 2 === 0 ? down : healthy)
      await pass(10)
    }
    await deliverAll()
    expect(titles()).toEqual([`${environment.name}: down`])
    await see(healthy)
    await pass(61)
    await see(healthy)
    await deliverAll()
    expect(titles()).toEqual([`${environment.name}: down`, `${environment.name}: healthy again`])
  })

  it('that is over before it counts is not told at all', async () => {
    const { see } = await watched()
    await see(down)
    await pass(30)
    await see(healthy)
    await pass(61)
    await see(healthy)
    expect(await deliveries()).toEqual([])
    expect(await deps.store.standingTrouble.count()).toBe(0)
  })

  it('is told once though many workers look', async () => {
    const { see } = await watched()
    await see(down)
    await pass(61)
    await Promise.all(Array.from({ length: 6 }, () => see(down)))
    expect(await deliveries()).toHaveLength(1)
  })

  it('is over without a word for what somebody stopped', async () => {
    const { environment, see } = await watched()
    await see(down)
    await pass(61)
    await see(down)
    await noteTroubles(deps.store, [{ subject: `environment ${environment.id}`, kind: 'unhealthy', seen: 'dropped' }])
    await see(healthy)
    expect((await deliveries()).map(({ notification }) => notification.event)).toEqual(['environment.unhealthy'])
  })

  it('its end reaches who hears only of grave things', async () => {
    const environment = await makeEnvironment()
    await makeRule((await makeChannel()).id, { severityMin: 'error' })
    const see = (state: typeof healthy) =>
      noteTroubles(deps.store, environmentLooks({ ...environment, ...state }, { ...limits, troubleSeconds: 0 }))
    await see(down)
    await see(healthy)
    expect((await deliveries()).map(({ notification }) => notification.event)).toEqual([
      'environment.unhealthy',
      'environment.recovered',
    ])
  })

  it('is a change by hand, a full disk and an engine that is away, too', async () => {
    await makeRule((await makeChannel()).id)
    const environment = await makeEnvironment()
    const now = { ...limits, troubleSeconds: 0 }
    const [service] = healthy.services
    if (service === undefined) throw new Error('no service')
    const byHand = { health: 'healthy', services: [{ ...service, drift: ['memory limit 64 MB, wanted none'] }] }
    await noteTroubles(deps.store, environmentLooks({ ...environment, ...byHand }, now))
    const host = { id: installation.hostId, name: 'local' }
    await noteTroubles(deps.store, hostLooks({ ...host, diskFreeBytes: 1024 ** 3 }, now))
    await noteTroubles(deps.store, hostLooks({ ...host, problem: { detail: 'connection refused' } }, now))
    await noteTroubles(deps.store, hostLooks({ ...host, diskFreeBytes: 1024 ** 4 }, now))
    expect((await deliveries()).map(({ notification }) => notification.event).sort()).toEqual([
      'disk.nearly-full',
      'disk.recovered',
      'environment.drifted',
      'host.recovered',
      'host.unreachable',
    ])
  })
})

/** The outgoing call of a worker that is held up until it is told to go on, and fails then. */
function heldBack(held: Promise<void>) {
  return async (): Promise<Response> => {
    await held
    return new Response('too late', { status: 500 })
  }
}
