import { createServer } from 'node:net'
import { sampleInput } from '@fun/compose-model/sample-input'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createWorkerDeps } from '../deps-worker.ts'
import { asJson } from '../events/append.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startWorkers, type Workers } from '../worker.ts'

let api: TestApi
let workers: Workers
beforeAll(async () => {
  api = await startTestApi('lifecycle', { FUN_POLL_SECONDS: '0' })
  workers = await startWorkers(createWorkerDeps(api.installation.deps))
})
afterAll(async () => {
  await workers.stop()
  await api.stop()
})

it.each(['start', 'restart'])(
  'a %s whose port another process holds fails before anything starts, and says which',
  async (verb) => {
    const { store } = api.installation.deps
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const address = holder.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    onTestFinished(() => void holder.close())
    const name = `held-${verb}-${port}`
    const specification = { kind: 'production' as const, release: 'teak' as const, lms: { port } }
    await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
    const made = await api.call('POST', '/environments', {
      name,
      source: 'platform',
      specification: { ...specification, cms: { port: verb === 'start' ? 18_301 : 18_302 } },
    })
    const environmentId = String(made.body.id)
    const revision = await store.revision.create({
      data: {
        environmentId,
        number: 1,
        commit: 'c0ffee',
        specification: {},
        imageIds: {},
        configurationHash: '',
        staticGeneration: '',
        secretVersions: {},
        renderInput: asJson({ ...sampleInput(specification), name }),
        state: 'serving',
        servedAt: new Date(),
      },
    })
    await store.environment.update({ where: { id: environmentId }, data: { servingRevisionId: revision.id } })
    const ordered = await api.call('POST', `/environments/${name}/${verb}`, {})
    expect(ordered.status, ordered.text).toBe(202)
    const ended = async () => (await api.call('GET', `/operations/${String(ordered.body.id)}`)).body
    await expect.poll(async () => (await ended()).state, { timeout: 60_000 }).toBe('failed')
    const { problem } = await ended()
    expect(problem).toMatchObject({
      code: 'port-taken',
      detail: expect.stringMatching(
        new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is held by \\S.* \\(process ${process.pid}\\)\\.$`),
      ),
      cure: expect.stringContaining('another port'),
    })
  },
)
