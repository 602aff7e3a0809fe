import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { labels } from '@fun/reconcile/labels'
import Docker from 'dockerode'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { EngineDoor } from '../../../scripts/engine-door.ts'
import { createDockerEngine } from './adapters/docker/docker-engine.ts'
import { baseImage } from './adapters/docker/testing/base-image.ts'
import { StackWatch } from './stack-watch.ts'

const socketPath = process.env.FUN_DOCKER_SOCKET ?? '/var/run/docker.sock'
const docker = new Docker({ socketPath })
const run = `watch-${randomUUID().slice(0, 8)}`
const door = new EngineDoor(path.join(tmpdir(), `${run}.sock`), socketPath)
const engine = createDockerEngine({ address: door.path })
const watch = new StackWatch()
const ending = new AbortController()
let following: Promise<void>
let looks = 0

async function memoryLimits(): Promise<(number | undefined)[]> {
  const seen = await watch.containers(run, () => {
    looks += 1
    return engine.containers(run, AbortSignal.timeout(10_000))
  })
  return seen.map(({ memoryBytesByHand }) => memoryBytesByHand)
}
/** Until the engine is followed every call looks. */
async function untilFollowed(): Promise<void> {
  const looksOfACall = async () => {
    const before = looks
    await memoryLimits()
    return looks - before
  }
  await expect.poll(looksOfACall, { timeout: 15_000 }).toBe(0)
}
const container = (name: string) =>
  docker.createContainer({
    name: `${run}-${name}`,
    Image: baseImage,
    Cmd: ['true'],
    Labels: { 'fun.test-run': run, [labels.project]: run, [labels.service]: name, [labels.serviceDefinition]: '{}' },
    HostConfig: { NetworkMode: 'none' },
  })

beforeAll(async () => {
  await door.open()
  following = watch.follow({ engine, logger: pino({ enabled: false }) }, ending.signal)
})
afterAll(async () => {
  ending.abort()
  await following
  const filters = { label: [`fun.test-run=${run}`] }
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true })
  await door.shut()
})
beforeEach(untilFollowed)

it('a stack that rests is not looked at again, one that changes is', async () => {
  expect(await memoryLimits()).toEqual([])
  const made = await container('lms')
  await expect.poll(memoryLimits).toEqual([undefined])
  await made.update({ Memory: 64 * 1024 * 1024, MemorySwap: -1 })
  await expect.poll(memoryLimits).toEqual([64 * 1024 * 1024])
  await untilFollowed()
})

it('what another stack does changes nothing', async () => {
  const before = looks
  const other = await docker.createContainer({
    name: `${run}-other`,
    Image: baseImage,
    Cmd: ['true'],
    Labels: { 'fun.test-run': run, [labels.project]: `${run}-other` },
    HostConfig: { NetworkMode: 'none' },
  })
  const made = await container('cms')
  // Events come in their order: when this one is known, the other's was.
  await expect.poll(memoryLimits).toHaveLength(2)
  expect(looks).toBe(before + 1)
  await other.remove()
  await made.remove()
  await expect.poll(memoryLimits).toHaveLength(1)
})

it('after the engine was away nothing is taken for known', async () => {
  await door.shut()
  await expect.poll(() => memoryLimits().catch(() => 'away')).toBe('away')
  await container('nginx')
  await door.open()
  await expect.poll(() => memoryLimits().catch(() => 'away'), { timeout: 15_000 }).toHaveLength(2)
  await untilFollowed()
})
