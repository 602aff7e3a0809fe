import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { sampleInput } from '@fun/compose-model/sample-input'
import { labels } from '@fun/reconcile/labels'
import Docker from 'dockerode'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EngineDoor } from '../../../../scripts/engine-door.ts'
import { baseImage } from '../adapters/docker/testing/base-image.ts'
import type { Operation, Prisma } from '../adapters/store/generated/client.ts'
import { createWorkerDeps } from '../deps-worker.ts'
import { asJson } from '../events/append.ts'
import { requestCancel } from '../operations/cancel.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startWorkers, type Workers } from '../worker.ts'

/** Deploys that were cut, of a source that nobody can reach. The worker's engine is away until the door to the real one is opened. */
const realSocket = process.env.FUN_DOCKER_SOCKET ?? '/var/run/docker.sock'
const socket = `/tmp/fun-engine-${randomUUID()}.sock`
const door = new EngineDoor(socket, realSocket)
const docker = new Docker({ socketPath: realSocket })
const run = `cut-${randomUUID().slice(0, 8)}`
let api: TestApi
let workers: Workers
/** Nothing listens there: no container of these tests runs. */
let ports = 18_110

beforeAll(async () => {
  api = await startTestApi('cut-deploys', {
    FUN_DOCKER_SOCKET: socket,
    FUN_SWEEP_SECONDS: '1',
    FUN_POLL_SECONDS: '0',
    FUN_LEASE_SECONDS: '15',
  })
  const url = `${api.installation.developmentRoot}/absent.git`
  await mkdir(url)
  expect(await api.call('POST', '/sources', { name: 'gone', url })).toMatchObject({ status: 201 })
  // It was there when it was named; every fetch fails from now on.
  await rm(url, { recursive: true })
  workers = await startWorkers(createWorkerDeps(api.installation.deps))
})
// A link alone would leave connections that are kept alive.
afterEach(() => door.shut())
afterAll(async () => {
  await workers.stop()
  const filters = { label: [`fun.test-run=${run}`] }
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true })
  await api.stop()
})

const engineComes = () => door.open()

/** An environment with one container on the real engine, which never runs. */
class Cut {
  readonly name = `${run}-${randomUUID().slice(0, 8)}`
  environmentId = ''

  static async make({ foreign = false } = {}): Promise<Cut> {
    const cut = new Cut()
    ports += 2
    const specification = { kind: 'production', release: 'teak', lms: { port: ports }, cms: { port: ports + 1 } }
    const created = await api.call('POST', '/environments', { name: cut.name, source: 'gone', specification })
    expect(created).toMatchObject({ status: 201 })
    cut.environmentId = String(created.body.id)
    await docker.createContainer({
      name: `${cut.name}-lms-1`,
      Image: baseImage,
      Cmd: ['true'],
      Labels: {
        'fun.test-run': run,
        [labels.project]: cut.name,
        [labels.service]: 'lms',
        ...(foreign ? {} : { [labels.environment]: cut.environmentId }),
      },
      HostConfig: { NetworkMode: 'none' },
    })
    return cut
  }

  revision(number: number, state: 'prepared' | 'serving' | 'superseded') {
    const input = { ...sampleInput({ kind: 'production', release: 'teak' }), name: this.name }
    return store().revision.create({
      data: {
        environmentId: this.environmentId,
        number,
        commit: String(number).repeat(40).slice(0, 40),
        specification: asJson(input.specification),
        imageIds: {},
        configurationHash: '',
        staticGeneration: input.staticGeneration,
        secretVersions: {},
        renderInput: asJson(input),
        state,
        servedAt: state === 'prepared' ? null : new Date(),
      },
    })
  }

  /** A deploy as earlier attempts left it; a worker takes it up. */
  async deploy(left: Partial<Prisma.OperationUncheckedCreateInput>): Promise<Operation> {
    const { environmentId } = this
    const { hostId } = api.installation
    const order = { kind: 'deploy', environmentId, hostId, trigger: 'test', input: { reference: 'main' } } as const
    const row = await store().operation.create({ data: { ...order, ...left } })
    await api.installation.deps.queue.knock(row.id)
    return row
  }

  async containers(): Promise<number> {
    const filters = { label: [`${labels.project}=${this.name}`] }
    return (await docker.listContainers({ all: true, filters })).length
  }
}

const store = () => api.installation.deps.store
const read = (id: string) => store().operation.findUniqueOrThrow({ where: { id } })
const stateOfRevision = async (id: string) => (await store().revision.findUniqueOrThrow({ where: { id } })).state

async function ended(id: string, state: string): Promise<Operation> {
  await expect.poll(async () => (await read(id)).state, { timeout: 60_000 }).toBe(state)
  return read(id)
}

const waitsForEngine = (id: string) =>
  expect.poll(async () => (await read(id)).waitingFor ?? '', { timeout: 60_000 }).toContain('engine')

/** What a first deploy knows; there were data volumes before, so that none is touched here. */
const first = { fresh: true, dataBefore: true }

describe('a deploy that is cancelled while the engine is away', () => {
  it('takes away what it left when the engine is back', async () => {
    const cut = await Cut.make()
    const [target, prepared] = [await cut.revision(1, 'superseded'), await cut.revision(2, 'prepared')]
    const { id } = await cut.deploy({
      attempts: 1,
      input: { reference: 'main', revisionId: target.id },
      revisionId: prepared.id,
      result: { ...first, revisionId: prepared.id },
    })
    await waitsForEngine(id)
    expect(await requestCancel(api.installation.deps, id)).toMatchObject({ state: 'cancelling' })
    await engineComes()
    await ended(id, 'cancelled')
    expect(await cut.containers()).toBe(0)
    expect(await stateOfRevision(prepared.id)).toBe('failed')
  })

  it('does so too when another worker had heard of the cancel', async () => {
    const cut = await Cut.make()
    const prepared = await cut.revision(1, 'prepared')
    const { id } = await cut.deploy({
      attempts: 1,
      state: 'cancelling',
      cancelRequestedAt: new Date(),
      result: { ...first, revisionId: prepared.id },
    })
    await waitsForEngine(id)
    expect(await read(id)).toMatchObject({ state: 'cancelling' })
    await engineComes()
    await ended(id, 'cancelled')
    expect(await cut.containers()).toBe(0)
  })

  it('need not wait for it when it has begun nothing', async () => {
    const cut = await Cut.make()
    const target = await cut.revision(1, 'superseded')
    const { id } = await cut.deploy({ input: { reference: 'main', revisionId: target.id } })
    await waitsForEngine(id)
    await requestCancel(api.installation.deps, id)
    await ended(id, 'cancelled')
    expect(await cut.containers()).toBe(1)
  })
})

describe('a deploy that fails before it changes anything', () => {
  const unreachable = { code: 'repository-unreachable' }

  it('takes away what a superseded first deploy had left to it', async () => {
    await engineComes()
    const cut = await Cut.make()
    await cut.deploy({ state: 'superseded', attempts: 1, finishedAt: new Date(), result: first })
    const { id } = await cut.deploy({})
    expect(await ended(id, 'failed')).toMatchObject({ problem: unreachable, result: first })
    expect(await cut.containers()).toBe(0)
  })

  it('ends the revision of an earlier attempt, also one that was cut before it pinned it, and leaves what served', async () => {
    await engineComes()
    const cut = await Cut.make()
    const prepared = await cut.revision(1, 'prepared')
    const { id } = await cut.deploy({
      attempts: 1,
      revisionId: prepared.id,
      result: { fresh: false, dataBefore: true },
    })
    expect(await ended(id, 'failed')).toMatchObject({ problem: unreachable })
    expect(await stateOfRevision(prepared.id)).toBe('failed')
    expect(await cut.containers()).toBe(1)
  })

  it('leaves what an earlier attempt had brought to serve', async () => {
    await engineComes()
    const cut = await Cut.make()
    const serving = await cut.revision(1, 'serving')
    await store().environment.update({ where: { id: cut.environmentId }, data: { servingRevisionId: serving.id } })
    const { id } = await cut.deploy({
      attempts: 1,
      revisionId: serving.id,
      result: { ...first, revisionId: serving.id },
    })
    expect(await ended(id, 'failed')).toMatchObject({ problem: unreachable })
    expect(await stateOfRevision(serving.id)).toBe('serving')
    expect(await cut.containers()).toBe(1)
  })

  it('leaves what has become somebody else’s', async () => {
    await engineComes()
    const cut = await Cut.make({ foreign: true })
    await cut.deploy({ state: 'superseded', attempts: 1, finishedAt: new Date(), result: first })
    const { id } = await cut.deploy({})
    expect(await ended(id, 'failed')).toMatchObject({ problem: { code: 'project-taken' } })
    expect(await cut.containers()).toBe(1)
  })

  it('asks no engine when nothing was begun', async () => {
    const cut = await Cut.make()
    const { id } = await cut.deploy({})
    expect(await ended(id, 'failed')).toMatchObject({ problem: unreachable })
  })
})
