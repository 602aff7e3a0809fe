import { randomUUID } from 'node:crypto'
import { labels } from '@fun/reconcile/labels'
import Docker from 'dockerode'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { baseImage } from './adapters/docker/testing/base-image.ts'
import { createWorkerDeps } from './deps-worker.ts'
import { observeHost } from './observer.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'

const docker = new Docker({ socketPath: process.env.FUN_DOCKER_SOCKET ?? '/var/run/docker.sock' })
const run = `drift-${randomUUID().slice(0, 8)}`
const megabyte = 1024 * 1024
let api: TestApi
beforeAll(async () => {
  api = await startTestApi('drift')
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  await api.call('POST', '/environments', {
    name: run,
    source: 'platform',
    specification: { kind: 'production', release: 'teak', lms: { port: 18_101 }, cms: { port: 18_102 } },
  })
})
afterAll(async () => {
  const filters = { label: [`fun.test-run=${run}`] }
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true })
  await api.stop()
})

/** A container of the environment, never started: `docker update` works on it all the same. */
async function container(service: string, definition: object) {
  return docker.createContainer({
    name: `${run}-${service}-1`,
    Image: baseImage,
    Cmd: ['true'],
    Labels: {
      'fun.test-run': run,
      [labels.project]: run,
      [labels.service]: service,
      [labels.configHash]: 'hash',
      [labels.serviceDefinition]: JSON.stringify(definition),
    },
    HostConfig: { NetworkMode: 'none', Memory: 128 * megabyte, MemorySwap: -1 },
  })
}

const observe = () => observeHost(createWorkerDeps(api.installation.deps), AbortSignal.timeout(30_000))
const adopt = () => api.call('POST', `/environments/${run}/drift/adopt`, {})

it('what was changed by hand is shown, adopted where the specification can say it, and named where it cannot', async () => {
  const definition = { mem_limit: '134217728b', networks: {} }
  const lms = await container('lms', definition)
  await container('cms', definition)
  const redis = await container('redis', definition)
  await observe()
  expect((await adopt()).body).toMatchObject({ adopted: [], notAdoptable: [] })

  await lms.update({ Memory: 256 * megabyte, MemorySwap: -1 })
  await redis.update({ Memory: 64 * megabyte, MemorySwap: -1, CpuShares: 512 })
  await observe()
  const shown = await api.call('GET', `/environments/${run}`)
  expect(shown.body.services).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ service: 'lms', drift: ['memory limit 256 MB, wanted 128 MB'] }),
      expect.objectContaining({ service: 'cms', drift: [] }),
    ]),
  )
  const { status, body } = await adopt()
  expect(status).toBe(200)
  expect(body.adopted).toEqual([
    { service: 'lms', path: 'lms.memoryBytesMax', before: null, after: 256 * megabyte },
    { service: 'redis', path: 'cache.service.memoryBytesMax', before: null, after: 64 * megabyte },
    { service: 'redis', path: 'broker.service.memoryBytesMax', before: null, after: 64 * megabyte },
  ])
  expect(body.notAdoptable).toEqual([{ service: 'redis', drift: ['CPU limit, wanted none'] }])
  const adopted = await api.call('GET', `/environments/${run}`)
  expect(adopted.body.specification).toMatchObject({
    lms: { port: 18_101, memoryBytesMax: 256 * megabyte },
    cache: { kind: 'redis', service: { mode: 'container', memoryBytesMax: 64 * megabyte } },
  })
})
