import { randomBytes, randomUUID } from 'node:crypto'
import { sampleInput } from '@fun/compose-model/sample-input'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { baseImage } from './adapters/docker/testing/base-image.ts'
import type { Operation } from './adapters/store/generated/client.ts'
import type { OperationKind } from './adapters/store/generated/enums.ts'
import type { WorkerDeps } from './deps.ts'
import { createWorkerDeps } from './deps-worker.ts'
import { asJson } from './events/append.ts'
import { keepHouse } from './housekeeping.ts'
import { contextTar } from './pipeline/build-context.ts'
import { pruneImages } from './pipeline/prune-images.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { startWorkers, type Workers } from './worker.ts'

const run = `retention-${randomBytes(4).toString('hex')}`
const docker = new Docker({ socketPath: process.env.FUN_DOCKER_SOCKET ?? '/var/run/docker.sock' })
const filters = { label: [`fun.test-run=${run}`] }
let api: TestApi
let deps: WorkerDeps
let workers: Workers
let sourceId: string

beforeAll(async () => {
  // The bound is out of reach: the cache of this engine belongs to everybody on it.
  api = await startTestApi('retention', {
    FUN_REVISIONS_KEPT: '2',
    FUN_IMAGE_PARTS_KEPT: '1',
    FUN_BUILD_CACHE_BYTES_MAX: String(10 ** 15),
    FUN_PRUNE_SECONDS: '3600',
  })
  deps = createWorkerDeps(api.installation.deps)
  const url = `${api.installation.developmentRoot}/none.git`
  sourceId = (await deps.store.source.create({ data: { name: 'none', url } })).id
  workers = await startWorkers(deps)
})
afterAll(async () => {
  await workers.stop()
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true })
  for (const { RepoTags } of await docker.listImages({ filters: JSON.stringify(filters) }))
    for (const tag of RepoTags ?? []) await docker.getImage(tag).remove({ force: true })
  await api.stop()
})

const operation = (kind: OperationKind, state: 'succeeded' | 'running'): Promise<Operation> =>
  deps.store.operation.create({
    data: {
      kind,
      state,
      hostId: api.installation.hostId,
      trigger: 'test',
      input: {},
      // Somebody else's, for as long as this test runs.
      ...(state === 'running'
        ? { leaseHolder: 'another', leaseExpiresAt: new Date(Date.now() + 600_000), attempts: 1 }
        : {}),
    },
  })

/** A tiny image of a part with the rows that its build leaves; `operationId` names another installation's operation in their place. */
async function image(part: string, operationId?: string): Promise<string> {
  const reference = `fun-platform/openedx-${part}:${run}-${randomBytes(3).toString('hex')}`
  const builder = operationId ?? (await operation('build', 'succeeded')).id
  const dockerfile = `FROM ${baseImage}\nENV NAME=${reference}\n`
  await deps.engine.build(
    {
      context: contextTar([{ path: 'Dockerfile', content: Buffer.from(dockerfile), mode: 0o644 }], undefined),
      dockerfile: 'Dockerfile',
      tag: reference,
      arguments: {},
      labels: { 'io.funplatform.image-part': part, 'io.funplatform.operation': builder, 'fun.test-run': run },
      onStep: () => undefined,
      onLine: () => undefined,
    },
    AbortSignal.timeout(60_000),
  )
  if (operationId === undefined) await declare(builder, part, reference, new Date())
  return reference
}

const declare = (operationId: string, part: string, reference: string, startedAt: Date) =>
  deps.store.build.create({
    data: { sourceId, operationId, commit: 'c0ffee', part, key: 'key', reference, reused: false, startedAt },
  })

const isThere = async (reference: string): Promise<boolean> =>
  (await deps.engine.imageId(reference, AbortSignal.timeout(10_000))) !== undefined

async function environment() {
  const name = `e${randomUUID().slice(0, 8)}`
  const { hostId } = api.installation
  return deps.store.environment.create({
    data: { name, hostId, sourceId, reference: 'main', specification: { kind: 'production' } },
  })
}

/** A revision that served with these images. */
async function revision(environmentId: string, number: number, images: { openedx: string; collector: string }) {
  const input = sampleInput({ kind: 'production', release: 'teak' })
  return deps.store.revision.create({
    data: {
      environmentId,
      number,
      commit: 'c0ffee'.padEnd(40, '0'),
      specification: asJson(input.specification),
      imageIds: {},
      configurationHash: '',
      staticGeneration: '',
      secretVersions: {},
      renderInput: asJson({ ...input, images: { ...input.images, ...images } }),
      state: 'superseded',
      servedAt: new Date(),
    },
  })
}

async function finished(id: string): Promise<Operation> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const row = await deps.store.operation.findUniqueOrThrow({ where: { id } })
    if (['succeeded', 'failed', 'cancelled'].includes(row.state)) return row
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the prune did not end')
}

async function prune(): Promise<Operation> {
  const asked = await api.call('POST', '/hosts/local/prune', {})
  expect(asked.status).toBe(202)
  const ended = await finished(String(asked.body.id))
  expect(ended.problem).toBeNull()
  return ended
}

describe('a prune', () => {
  it('keeps what serves and the newest revisions with their images, and lets go of the rest', async () => {
    const { id, name } = await environment()
    const numbers = [1, 2, 3, 4]
    const images = new Map<number, string>()
    const ids = new Map<number, string>()
    const collector = await image('collector')
    for (const number of numbers) {
      images.set(number, await image('code'))
      const row = await revision(id, number, { openedx: images.get(number) ?? '', collector })
      ids.set(number, row.id)
    }
    await deps.store.environment.update({ where: { id }, data: { servingRevisionId: ids.get(4) ?? '' } })
    const python = await image('python')
    await deps.store.revision.update({ where: { id: ids.get(4) ?? '' }, data: { imageParts: { python } } })
    // Of a part that nobody needs one stays (FUN_IMAGE_PARTS_KEPT=1): the one that was made last.
    const spare = await image('code')

    const { result } = await prune()
    expect(result).toMatchObject({ droppedRevisions: 1, removedImages: [images.get(1)] })
    const there = await Promise.all(numbers.map((number) => isThere(images.get(number) ?? '')))
    expect(there).toEqual([false, true, true, true])
    expect(await Promise.all([collector, python, spare].map(isThere))).toEqual([true, true, true])

    const refused = await api.call('POST', `/environments/${name}/deployments`, { revisionId: ids.get(1) })
    expect(refused).toMatchObject({ status: 409, body: { code: 'revision-not-kept' } })
    expect(String(refused.body.detail)).toContain('is no longer kept')
    const listed = await api.call('GET', `/revisions/${ids.get(1)}`)
    expect(listed.body).toMatchObject({ number: 1, kept: false })
  })

  it('leaves what an operation in progress has declared, and what another installation made', async () => {
    const running = await operation('deploy', 'running')
    const [declared, unneeded] = [await image('node'), await image('node')]
    await image('node')
    const theirs = await image('node', randomUUID())
    await declare(running.id, 'node', declared, new Date(0))
    await prune()
    expect(await Promise.all([declared, unneeded, theirs].map(isThere))).toEqual([true, false, true])
    await deps.store.operation.update({ where: { id: running.id }, data: { state: 'failed', leaseHolder: null } })
  })

  it('leaves what a container was made from, even one that does not run', async () => {
    const used = await image('runtime')
    await docker.createContainer({ Image: used, Cmd: ['true'], Labels: { 'fun.test-run': run } })
    const unneeded = await image('runtime')
    await image('runtime')
    await prune()
    expect(await Promise.all([used, unneeded].map(isThere))).toEqual([true, false])
  })

  it('removes what an earlier one had set aside when its worker died', async () => {
    const reference = await image('assets')
    const id = (await deps.engine.imageId(reference, AbortSignal.timeout(10_000))) ?? ''
    const aside = `fun-platform/pruned:${id.replace('sha256:', '').slice(0, 12)}`
    await deps.engine.renameImage(reference, aside, AbortSignal.timeout(10_000))
    expect([await isThere(reference), await isThere(aside)]).toEqual([false, true])
    const { result } = await prune()
    expect(JSON.stringify(result)).toContain(aside)
    expect(await isThere(aside)).toBe(false)
  })

  it('goes on when an image goes by itself between the look and the removal', async () => {
    const [vanishing, unneeded] = [await image('python'), await image('python')]
    await image('python')
    // The real engine; somebody removes the image just after it was listed.
    const engine = {
      ...deps.engine,
      async partImages(signal: AbortSignal) {
        const listed = await deps.engine.partImages(signal)
        await docker.getImage(vanishing).remove()
        return listed
      },
    }
    const lines: string[] = []
    const removed = await pruneImages(
      { deps, engine, signal: AbortSignal.timeout(60_000), operation: { hostId: api.installation.hostId } },
      { line: (text) => void lines.push(text) },
    )
    expect(lines).toContain(`${vanishing} has gone by itself`)
    expect(removed).toContain(unneeded)
    expect(removed).not.toContain(vanishing)
    expect(await isThere(unneeded)).toBe(false)
  })
})

describe('storage', () => {
  it('of a host is what the last prune measured, by part, cache, environment and mirror, with its policy', async () => {
    const { name } = await environment()
    await prune()
    const { status, body } = await api.call('GET', '/hosts/local/storage')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      host: { name: 'local' },
      policy: { revisionsKept: 2, imagePartsKept: 1, pruneSeconds: 3600, buildCacheBytesMax: 10 ** 15 },
      parts: expect.arrayContaining([expect.objectContaining({ part: 'code', count: expect.any(Number) })]),
      environments: expect.arrayContaining([{ id: expect.any(String), name, volumesBytes: 0, volumes: [] }]),
      gitMirrorsBytes: expect.any(Number),
    })
    expect(Number(body.imagesBytes)).toBeGreaterThan(1_000_000)
  })

  it('of an unknown host is a clear 404', async () => {
    expect(await api.call('GET', '/hosts/nowhere/storage')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })
})

describe('the worker', () => {
  it('queues a prune when one is due, once among several workers', async () => {
    const { store } = deps
    const scheduled = () => store.operation.count({ where: { kind: 'prune', trigger: 'schedule' } })
    await keepHouse(deps)
    expect(await scheduled()).toBe(0)
    await store.host.updateMany({ data: { prunedAt: new Date(Date.now() - 3_700_000) } })
    await Promise.all([keepHouse(deps), keepHouse(deps), keepHouse(deps)])
    expect(await scheduled()).toBe(1)
  })

  it('queues none while another is open: that one does what is due', async () => {
    const { store } = deps
    const scheduled = await store.operation.findMany({ where: { kind: 'prune', trigger: 'schedule' } })
    for (const { id } of scheduled) await finished(id)
    const count = () => store.operation.count({ where: { kind: 'prune', trigger: 'schedule' } })
    const due = () => store.host.updateMany({ data: { prunedAt: new Date(Date.now() - 3_700_000) } })
    const open = await operation('prune', 'running')
    await due()
    await keepHouse(deps)
    expect(await count()).toBe(scheduled.length)
    await store.operation.update({ where: { id: open.id }, data: { state: 'succeeded', leaseHolder: null } })
    await due()
    await keepHouse(deps)
    expect(await count()).toBe(scheduled.length + 1)
  })
})
