import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Deps } from './deps.ts'
import { createWorkerDeps } from './deps-worker.ts'
import { settingsColumns } from './notifications/channel-settings.ts'
import { enqueueOperation } from './operations/enqueue.ts'
import { startHttpCounterpart } from './testing/http-counterpart.ts'
import { startTestInstallation, type TestInstallation } from './testing/test-deps.ts'
import { startWorkers, type Workers } from './worker.ts'

let installation: TestInstallation
let deps: Deps
let workers: Workers | undefined
let awayEngine: string
beforeAll(async () => {
  awayEngine = `/tmp/fun-no-engine-${randomUUID()}.sock`
  installation = await startTestInstallation('worker', {
    FUN_DOCKER_SOCKET: awayEngine,
    FUN_SWEEP_SECONDS: '1',
    FUN_OBSERVE_SECONDS: '1',
    FUN_OUTGOING_ALLOW: '127.0.0.1',
    FUN_TROUBLE_SECONDS: '0',
  })
  deps = installation.deps
})
afterAll(async () => {
  await workers?.stop()
  await installation.stop()
})

async function environment() {
  const name = `e${randomUUID().slice(0, 8)}`
  const source = await deps.store.source.create({ data: { name, url: `${installation.developmentRoot}/absent.git` } })
  return deps.store.environment.create({
    data: {
      name,
      hostId: installation.hostId,
      sourceId: source.id,
      reference: 'main',
      specification: { kind: 'production' },
    },
  })
}

const enqueue = async (kind: 'deploy' | 'start', input: object) => {
  const { id } = await environment()
  return enqueueOperation(deps, { kind, environmentId: id, hostId: installation.hostId, trigger: 'test', input })
}

async function until(id: string, holds: (row: NonNullable<Awaited<ReturnType<typeof read>>>) => boolean) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    const row = await read(id)
    if (row && holds(row)) return row
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`never: ${JSON.stringify(await read(id))}`)
}
const read = (id: string) => deps.store.operation.findUnique({ where: { id } })

it('ends an operation with the problem as data, and its step failed', async () => {
  workers = await startWorkers(createWorkerDeps(deps))
  const { id } = await enqueue('deploy', { reference: 'main' })
  const ended = await until(id, (row) => row.state === 'failed')
  expect(ended.problem).toMatchObject({ code: 'repository-unreachable', cure: expect.any(String) })
  const [step] = await deps.store.operationStep.findMany({ where: { operationId: id } })
  expect(step).toMatchObject({ key: 'fetch', state: 'failed' })
})

it('says that it waits for an engine that is away, is given back when the worker stops, and is taken by the next one', async () => {
  const { id } = await enqueue('start', {})
  await until(id, (row) => row.state === 'running' && (row.waitingFor ?? '').includes('engine'))
  await workers?.stop()
  expect(await read(id)).toMatchObject({ state: 'queued', leaseHolder: null })
  workers = await startWorkers(createWorkerDeps(deps))
  await until(id, (row) => row.attempts === 2 && (row.waitingFor ?? '').includes('engine'))
  const host = await deps.store.host.findUniqueOrThrow({ where: { id: installation.hostId } })
  expect(JSON.stringify(host.observedState)).toContain('engine-unreachable')
})

it('cancels an operation that waits for the engine, within seconds', async () => {
  const { requestCancel } = await import('./operations/cancel.ts')
  const { id } = await enqueue('start', {})
  await until(id, (row) => row.state === 'running' && row.waitingFor !== null)
  const asked = Date.now()
  await requestCancel(deps, id)
  await until(id, (row) => row.state === 'cancelled')
  expect(Date.now() - asked).toBeLessThan(5_000)
})

it('finds operations that Redis was never told of', async () => {
  const { id: environmentId } = await environment()
  const row = await deps.store.operation.create({
    data: { kind: 'deploy', environmentId, hostId: installation.hostId, trigger: 'test', input: { reference: 'main' } },
  })
  await until(row.id, ({ state }) => state === 'failed')
})

it('tells a channel of an engine that is away, and of an operation that failed', async () => {
  const service = await startHttpCounterpart()
  try {
    const id = randomUUID()
    const columns = settingsColumns(deps.encryption, id, { kind: 'slack', url: service.url })
    await deps.store.standingTrouble.deleteMany()
    const channel = { id, name: 'team', ...columns, rules: { create: {} } }
    await deps.store.notificationChannel.create({ data: channel })
    await enqueue('deploy', { reference: 'main' })
    for (const deadline = Date.now() + 20_000; Date.now() < deadline && service.received.length < 2; )
      await new Promise((resolve) => setTimeout(resolve, 50))
    const told = service.received.map(({ body }) => String(JSON.parse(body).text)).sort()
    expect(told).toEqual([expect.stringMatching(/^e[0-9a-f]+: deploy failed$/), 'host local: engine unreachable'])
  } finally {
    await service.stop()
  }
})
