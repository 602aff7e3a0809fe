import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ContainerEngine, EngineLogLine } from '../../ports.ts'
import { startTestInstallation, type TestInstallation } from '../../testing/test-deps.ts'
import { serveLiveLogs } from './live-log-server.ts'
import { streamContainerLogs } from './live-logs.ts'

let installation: TestInstallation
const workers = new AbortController()
const containers = new Map<string, ReturnType<typeof openContainer>>()

/** A container's log as the engine shows it: what was written, then what comes. */
function openContainer(id: string) {
  const lines: EngineLogLine[] = []
  const followers = new Set<(line: EngineLogLine) => void>()
  const container = {
    followersMax: 0,
    followers,
    lines,
    write(text: string) {
      const at = `${new Date().toISOString().slice(0, -1)}${String(lines.length).padStart(6, '0')}Z`
      const line: EngineLogLine = { at, stream: 'stdout', text }
      lines.push(line)
      for (const follower of followers) follower(line)
    },
  }
  containers.set(id, container)
  return container
}

const engine: Pick<ContainerEngine, 'logs'> = {
  async logs(containerId, { since = 0, tail, follow }, onLine, signal) {
    const container = containers.get(containerId)
    if (!container) throw new Error(`No such container: ${containerId}`)
    const lines = container.lines.filter((line) => Date.parse(line.at) / 1_000 >= since)
    for (const line of tail === undefined ? lines : lines.slice(-tail)) onLine(line)
    if (!follow) return
    container.followers.add(onLine)
    container.followersMax = Math.max(container.followersMax, container.followers.size)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    container.followers.delete(onLine)
  },
}

beforeAll(async () => {
  installation = await startTestInstallation('live-logs')
  for (const id of ['one', 'two']) {
    const deps = await installation.anotherProcess({ FUN_WORKER_ID: id })
    serveLiveLogs({ ...deps, engine }, workers.signal)
    workers.signal.addEventListener('abort', () => void deps.close())
  }
})
afterAll(async () => {
  workers.abort()
  await installation.stop()
})

async function read(
  containerId: string,
  options: { tail: number; follow: boolean; since?: string },
  count: number,
): Promise<string[]> {
  const texts: string[] = []
  for await (const lines of streamContainerLogs(
    installation.deps,
    { containerIds: [containerId], ...options },
    new AbortController().signal,
  )) {
    texts.push(...lines.map((line) => line.text))
    if (texts.length >= count) break
  }
  return texts
}

describe('live logs', () => {
  it('come from one follower of one worker, however many people look; each reader gets each line once', async () => {
    const container = openContainer('busy')
    for (let index = 0; index < 20; index++) container.write(`old ${index}`)
    const readers = [1, 2, 3, 4].map(() => read('busy', { tail: 5, follow: true }, 25))
    await expect.poll(() => container.followers.size, { timeout: 5_000 }).toBe(1)
    await expect
      .poll(async () => (await installation.deps.redis.impatient.keys('fun:log-request:*')).length, { timeout: 5_000 })
      .toBe(4)
    await new Promise((resolve) => setTimeout(resolve, 200))
    for (let index = 0; index < 20; index++) container.write(`new ${index}`)
    const expected = [
      ...Array.from({ length: 5 }, (_, index) => `old ${index + 15}`),
      ...Array.from({ length: 20 }, (_, index) => `new ${index}`),
    ]
    for (const texts of await Promise.all(readers)) expect(texts).toEqual(expected)
    expect(container.followersMax).toBe(1)
  })

  it('end with the history when nobody follows', async () => {
    openContainer('done').write('only')
    expect(await read('done', { tail: 10, follow: false }, Number.POSITIVE_INFINITY)).toEqual(['only'])
  })

  it('begin at a moment when one is named', async () => {
    const container = openContainer('since')
    container.write('old')
    const since = new Date(Date.now() + 5).toISOString()
    await expect.poll(() => Date.now() > Date.parse(since)).toBe(true)
    container.write('new')
    expect(await read('since', { tail: 10, follow: false, since }, Number.POSITIVE_INFINITY)).toEqual(['new'])
  })

  it('say why they cannot be read', async () => {
    await expect(read('absent', { tail: 10, follow: true }, 1)).rejects.toMatchObject({
      code: 'unavailable',
      detail: 'No such container: absent',
    })
  })

  it('say that no worker answers', async () => {
    workers.abort()
    await expect(read('busy', { tail: 10, follow: true }, 1)).rejects.toMatchObject({ code: 'worker-unavailable' })
  })
})
