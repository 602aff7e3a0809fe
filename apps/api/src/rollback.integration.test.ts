import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { sampleInput } from '@fun/compose-model/sample-input'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Operation, Prisma } from './adapters/store/generated/client.ts'
import { createWorkerDeps } from './deps-worker.ts'
import { asJson } from './events/append.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'
import { startWorkers, type Workers } from './worker.ts'

/** Images that no engine has, of a source that nobody can reach: whatever is answered here comes from the stored revisions alone. */
let api: TestApi
let workers: Workers
let name: string
let environmentId: string
const migration = (number: number) => `lms/djangoapps/courseware/migrations/000${number}_x.py`

beforeAll(async () => {
  api = await startTestApi('rollback', { FUN_DISK_FREE_BYTES_MIN: '1', FUN_IMAGES: 'stand-in' })
  workers = await startWorkers(createWorkerDeps(api.installation.deps))
  name = `back-${randomUUID().slice(0, 8)}`
  const { store } = api.installation.deps
  await store.source.create({ data: { name: 'gone', url: `${api.installation.developmentRoot}/absent.git` } })
  const ports = [await freePort(), await freePort()]
  specification = { kind: 'production', release: 'teak', lms: { port: ports[0] }, cms: { port: ports[1] } }
  const created = await api.call('POST', '/environments', { name, source: 'gone', specification })
  expect(created).toMatchObject({ status: 201 })
  environmentId = String(created.body.id)
})
afterAll(async () => {
  await workers.stop()
  await api.stop()
})
let specification: Record<string, unknown>

async function freePort(): Promise<number> {
  const listener = createServer()
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()))
  const address = listener.address()
  await new Promise<void>((resolve) => listener.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

async function revision(change: { migrations?: string[] | null; appliedMigrations?: string[]; served?: boolean } = {}) {
  const { migrations = [migration(1)], appliedMigrations = [], served = true } = change
  const newest = await api.installation.deps.store.revision.aggregate({
    where: { environmentId },
    _max: { number: true },
  })
  const number = (newest._max.number ?? 0) + 1
  const input = sampleInput({ kind: 'production', release: 'teak' })
  const images = { ...input.images, openedx: `fun-platform/openedx-code:absent${number}` }
  const parsed = { ...input.specification, ...specification }
  return api.installation.deps.store.revision.create({
    data: {
      environmentId,
      number,
      commit: String(number).repeat(40).slice(0, 40),
      specification: asJson(parsed),
      imageIds: {},
      configurationHash: '',
      staticGeneration: input.staticGeneration,
      secretVersions: { MYSQL_PASSWORD: 0 },
      renderInput: asJson({ ...input, name, specification: { ...input.specification, ...ports() }, images }),
      migrations: migrations ?? Prisma.DbNull,
      appliedMigrations,
      state: served ? 'superseded' : 'failed',
      servedAt: served ? new Date() : null,
    },
  })
}

const ports = () => ({
  lms: { ...sampleInput({ kind: 'production', release: 'teak' }).specification.lms, ...Object(specification.lms) },
  cms: { ...sampleInput({ kind: 'production', release: 'teak' }).specification.cms, ...Object(specification.cms) },
})

async function ended(path: string, body: object): Promise<Operation> {
  const asked = await api.call('POST', `/environments/${name}/${path}`, body)
  expect(asked).toMatchObject({ status: 202 })
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const row = await api.installation.deps.store.operation.findUniqueOrThrow({ where: { id: String(asked.body.id) } })
    if (['succeeded', 'failed', 'cancelled'].includes(row.state)) return row
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the operation did not end')
}

describe('going back to a revision', () => {
  it('is planned from what is stored, without its repository; the plan says which images are gone and which secrets differ', async () => {
    const { id } = await revision()
    const { state, result } = await ended('plans', { revisionId: id })
    expect(state).toBe('succeeded')
    expect(result).toMatchObject({
      backTo: 1,
      migrationsSince: [],
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      secretsSince: [{ name: 'MYSQL_PASSWORD', revision: 0, now: 1 }],
      imagesGone: expect.arrayContaining(['fun-platform/openedx-code:absent1', 'fun-platform/mysql:dev']),
    })
    expect(JSON.stringify(result)).toContain(`container ${name}-lms-1, create`)
  })

  it('is refused when an image is gone and its commit cannot be had, naming both; nothing is left behind', async () => {
    const [first] = await api.installation.deps.store.revision.findMany({ where: { environmentId, number: 1 } })
    const plan = await ended('plans', { revisionId: first?.id })
    const { planHash } = Object(plan.result)
    const { problem } = await ended('deployments', { revisionId: first?.id, planHash })
    expect(problem).toMatchObject({ code: 'image-gone', cure: expect.stringContaining('"reference"') })
    expect(JSON.stringify(problem)).toContain('fun-platform/openedx-code:absent1')
    expect(JSON.stringify(problem)).toMatch(/its commit 1111111111 cannot be had/)
    const { containers, volumes } = await createWorkerDeps(api.installation.deps).engine.observe(
      name,
      {},
      AbortSignal.timeout(30_000),
    )
    expect({ containers, volumes }).toEqual({ containers: [], volumes: [] })
  })

  it('over migrations is refused until it is said that the old code can run on the newer schema', async () => {
    const old = await revision()
    await revision({
      migrations: [migration(1), migration(2)],
      served: false,
      appliedMigrations: ['courseware.0002_x'],
    })
    await revision({ migrations: [migration(1), migration(2), migration(3)] })
    const { result } = await ended('plans', { revisionId: old.id })
    const marks = Object(result).marks.filter((mark: { kind: string }) => mark.kind === 'migration')
    expect(marks.map((mark: { resource: string }) => mark.resource)).toEqual(
      expect.arrayContaining([migration(2), migration(3)]),
    )
    expect(String(Object(result).plan)).toContain(`! migration ${migration(3)}: it was applied since revision`)
    const refused = await ended('deployments', { revisionId: old.id })
    expect(refused.problem).toMatchObject({
      code: 'migrations-since',
      cure: expect.stringContaining('acceptMigrations'),
    })
    const accepted = await ended('deployments', { revisionId: old.id, acceptMigrations: true })
    expect(accepted.problem).toMatchObject({ code: 'image-gone' })
  })

  it('from before migrations were noted says that it does not know, and is refused until that is accepted', async () => {
    const old = await revision({ migrations: null })
    await revision()
    const { result } = await ended('plans', { revisionId: old.id })
    expect(result).toMatchObject({ migrationsSince: [], migrationsUnknown: true })
    expect(String(Object(result).plan)).toContain('! migration not known: ')
    const refused = await ended('deployments', { revisionId: old.id })
    expect(refused.problem).toMatchObject({ code: 'migrations-since', detail: expect.stringContaining('is not known') })
    const accepted = await ended('deployments', { revisionId: old.id, acceptMigrations: true })
    expect(accepted.problem).toMatchObject({ code: 'image-gone' })
  })

  it('that never served, or is not kept, or belongs elsewhere, is refused at once', async () => {
    const failed = await revision({ served: false })
    const dropped = await revision()
    await api.installation.deps.store.revision.update({ where: { id: dropped.id }, data: { droppedAt: new Date() } })
    for (const path of ['plans', 'deployments']) {
      const ask = (revisionId: string) => api.call('POST', `/environments/${name}/${path}`, { revisionId })
      expect(await ask(failed.id)).toMatchObject({ status: 409, body: { code: 'revision-not-kept' } })
      expect(await ask(dropped.id)).toMatchObject({ status: 409, body: { code: 'revision-not-kept' } })
      expect(await ask(randomUUID())).toMatchObject({ status: 404, body: { code: 'not-found' } })
    }
  })
})
