import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { environmentMetrics } from '@fun/contract/metrics'
import { labels } from '@fun/reconcile/labels'
import Docker from 'dockerode'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestRedis } from '../../../../scripts/test-services.ts'
import { baseImage } from '../adapters/docker/testing/base-image.ts'
import { createWorkerDeps } from '../deps-worker.ts'
import { observeHost } from '../observer.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { Sampler } from './sampler.ts'
import { waitingTasks } from './waiting-tasks.ts'

const docker = new Docker({ socketPath: process.env.FUN_DOCKER_SOCKET ?? '/var/run/docker.sock' })
const run = `samples-${randomUUID().slice(0, 8)}`
const minuteMs = 60_000
let api: TestApi
beforeAll(async () => {
  api = await startTestApi('sampler')
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  const specification = { kind: 'production', release: 'teak', lms: { port: 18_201 }, cms: { port: 18_202 } }
  await api.call('POST', '/environments', { name: run, source: 'platform', specification })
  await api.installation.deps.store.environment.update({ where: { name: run }, data: { wantedState: 'running' } })
})
afterAll(async () => {
  const filters = { label: [`fun.test-run=${run}`] }
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true })
  await api.stop()
})

/** A running container of the environment; half a core at most. */
async function start(service: string, command: string[]): Promise<void> {
  const container = await docker.createContainer({
    name: `${run}-${service}-1`,
    Image: baseImage,
    Cmd: command,
    Labels: {
      'fun.test-run': run,
      [labels.project]: run,
      [labels.service]: service,
      [labels.configHash]: 'hash',
      [labels.serviceDefinition]: '{}',
    },
    HostConfig: { Init: true, NanoCpus: 5e8 },
  })
  await container.start()
}

const request = (end: string, status: number) =>
  `172.18.0.1 - - [25/Nov/2026:09:30:00 +0000] "GET / HTTP/1.1" ${status} 5120 "-" "Mozilla/5.0" ${end}`

it('what containers use and how they answer becomes rows: who works, who sleeps, and who fails can be told apart', async () => {
  const deps = createWorkerDeps(api.installation.deps)
  const sampler = new Sampler(deps)
  await start('lms', ['perl', '-e', 'my $bytes = 67108864; my $held = "x" x $bytes; 1 while 1'])
  await start('cms', ['sleep', '1000'])
  const lines = [request('lms 0.110 0.100', 200), request('lms 0.210 0.200', 502), request('cms 0.000 -', 200)]
  await start('nginx', [
    'bash',
    '-c',
    `while sleep 0.05; do printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')}; done`,
  ])
  await observeHost(deps, AbortSignal.timeout(30_000))

  // Each round stands for a minute, though less goes by.
  const began = Date.now() - 30 * minuteMs
  let rounds = 0
  const requests = async () => {
    const where = { service: 'lms', requests: { gt: 0 }, cpuCores: { not: null } }
    return api.installation.deps.store.serviceSample.findFirst({ where })
  }
  while ((await requests()) === null && rounds < 25) {
    await sampler.round(new Date(began + rounds * minuteMs), AbortSignal.timeout(30_000))
    rounds += 1
    await sleep(1_500)
  }
  await sampler.stop()

  const answer = await api.call('GET', `/environments/${run}/metrics`)
  const { series } = environmentMetrics.parse(answer.body)
  const last = (metric: string, service: string) =>
    series
      .find((each) => each.metric === metric && each.service === service)
      ?.values.findLast((value) => value !== null)
  expect(last('cpu', 'lms')).toBeGreaterThan(0.02)
  expect(last('cpu', 'lms')).toBeLessThan(0.8)
  expect(last('cpu', 'cms')).toBeLessThan(0.02)
  expect(last('memory', 'lms')).toBeGreaterThan(64e6)
  expect(last('memory', 'lms')).toBeLessThan(250e6)
  expect(last('memory', 'cms')).toBeLessThan(30e6)
  expect(last('network-received', 'lms')).toBeGreaterThanOrEqual(0)
  expect(last('requests', 'lms')).toBeGreaterThan(0)
  expect(last('errors', 'lms')).toBeGreaterThan(0.2)
  expect(last('errors', 'lms')).toBeLessThan(0.8)
  expect(last('response-time-p95', 'lms')).toBeGreaterThan(0.16)
  expect(last('response-time-p95', 'lms')).toBeLessThanOrEqual(0.32)
  expect(last('requests', 'cms')).toBe(0)
  const first = series.find((each) => each.metric === 'cpu' && each.service === 'lms')?.values
  const memory = series.find((each) => each.metric === 'memory' && each.service === 'lms')?.values
  expect(memory?.filter((value) => value !== null)).toHaveLength(rounds)
  expect(
    first?.filter((value) => value !== null),
    'the first look has none before it',
  ).toHaveLength(rounds - 1)
})

it('a host is sampled by one of its workers, and by another one when that leaves', async () => {
  const { deps, anotherProcess } = api.installation
  const otherDeps = await anotherProcess({ FUN_WORKER_ID: 'another' })
  const mine = new Sampler(createWorkerDeps(deps))
  const other = new Sampler(createWorkerDeps(otherDeps))
  const round = (sampler: Sampler, minutes: number) =>
    sampler.round(new Date(Date.now() + minutes * minuteMs), AbortSignal.timeout(30_000))
  const count = () => deps.store.hostSample.count()
  await deps.store.hostSample.deleteMany()
  try {
    await round(mine, 0)
    await round(other, 1)
    expect(await count()).toBe(1)
    await mine.stop()
    await round(other, 2)
    expect(await count()).toBe(2)
    await round(mine, 3)
    expect(await count()).toBe(2)
    const row = await deps.store.hostSample.findFirst({ orderBy: { at: 'desc' } })
    expect(row?.memoryBytes).toBeGreaterThan(50e6)
    expect(row).toMatchObject({ operationsQueued: 0, operationsRunning: 0, diskFreeBytes: expect.any(Number) })
  } finally {
    await other.stop()
    await otherDeps.close()
  }
})

it('tasks that wait for the workers are counted at the broker, all queues of a system together', async () => {
  const redis = await startTestRedis()
  const client = new Redis(redis.url)
  const { password } = new URL(redis.url)
  // The command that runs in the container, run here against a Redis of this machine.
  const engine = {
    async output(_containerId: string, { argv }: { argv: string[] }, onChunk: (chunk: Buffer) => Promise<void>) {
      const [program = '', ...rest] = argv
      const environment = { ...process.env, REDISCLI_AUTH: password }
      const { stdout } = await promisify(execFile)(program, ['-p', String(redis.port), ...rest], { env: environment })
      await onChunk(Buffer.from(stdout))
      return { exitCode: 0, errors: [] }
    },
  }
  try {
    expect(await waitingTasks(engine, 'redis', AbortSignal.timeout(10_000))).toEqual({ lms: 0, cms: 0 })
    await client.rpush('edx.lms.core.default', 'a', 'b', 'c')
    await client.rpush('edx.lms.core.high_mem', 'd')
    await client.rpush('edx.cms.core.low', 'e', 'f')
    await client.rpush('another', 'g')
    expect(await waitingTasks(engine, 'redis', AbortSignal.timeout(10_000))).toEqual({ lms: 4, cms: 2 })
    await client.del('edx.cms.core.low')
    await client.set('edx.cms.core.low', 'not a list')
    expect(await waitingTasks(engine, 'redis', AbortSignal.timeout(10_000))).toBeUndefined()
  } finally {
    client.disconnect()
    await redis.stop()
  }
})
