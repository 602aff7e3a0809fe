import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createEngineClient } from './engine-client.ts'
import { runOneOff } from './one-off.ts'
import { baseImage } from './testing/base-image.ts'
import { TestStack } from './testing/test-stack.ts'

let stack: TestStack

beforeEach(async () => {
  stack = new TestStack()
  await stack.prepare()
})

afterEach(async () => {
  await stack.clean()
})

const service = (script: string) => ({
  image: baseImage,
  command: ['bash', '-c', script],
  labels: stack.labels,
  networks: { default: {} },
})

async function withNetwork(): Promise<void> {
  await stack.docker.createNetwork({ Name: `${stack.project}_default`, Labels: stack.labels })
}

const input = (script: string, lines: string[]) => ({
  project: stack.project,
  operationId: 'operation-7',
  name: 'manage',
  service: service(script),
  secrets: {},
  onLine: (line: string, stream: string) => lines.push(`${stream}: ${line}`),
})

it('a one-off container streams both outputs, gives its exit code and is removed', async () => {
  await withNetwork()
  const lines: string[] = []
  const script = 'printf "é one\\ntwo\\n"; echo three >&2; printf last; exit 5'
  const result = await stack.engine.runOneOff(input(script, lines), AbortSignal.timeout(30_000))
  expect(result).toEqual({ exitCode: 5 })
  expect(lines.sort()).toEqual(['stderr: three', 'stdout: last', 'stdout: two', 'stdout: é one'])
  expect(await stack.docker.listContainers({ all: true, filters: { label: [`fun.test-run=${stack.run}`] } })).toEqual(
    [],
  )
})

it('a cancelled one-off container is stopped and removed', async () => {
  await withNetwork()
  const cancel = new AbortController()
  const lines: string[] = []
  const run = {
    ...input('trap "echo stopped; exit 0" TERM; echo ready; while :; do sleep 0.1; done', lines),
    onLine: () => cancel.abort(new Error('cancelled')),
  }
  const began = Date.now()
  await expect(stack.engine.runOneOff(run, cancel.signal)).rejects.toThrow('cancelled')
  expect(Date.now() - began).toBeLessThan(5000)
  expect(await stack.docker.listContainers({ all: true, filters: { label: [`fun.test-run=${stack.run}`] } })).toEqual(
    [],
  )
})

it('one-off containers of an interrupted operation are found by its id and removed', async () => {
  const operationId = `operation-${stack.run}`
  await stack.docker.createContainer({
    Image: baseImage,
    Cmd: ['sleep', '60'],
    Labels: { ...stack.labels, 'com.docker.compose.oneoff': 'True', 'io.funplatform.operation': operationId },
  })
  await stack.engine.removeOneOffs(operationId, AbortSignal.timeout(30_000))
  expect(await stack.docker.listContainers({ all: true, filters: { label: [`fun.test-run=${stack.run}`] } })).toEqual(
    [],
  )
})

it('a job that a killed worker left running is joined, not started twice', async () => {
  await withNetwork()
  const client = createEngineClient({})
  const lines: string[] = []
  const run = { ...input('echo began; sleep 2; echo ended', lines), inputsHash: 'same' }
  const signal = AbortSignal.timeout(30_000)
  const first = runOneOff(client, run, signal)
  await expect.poll(() => lines.length, { timeout: 10_000 }).toBeGreaterThan(0)
  const joined: string[] = []
  const second = runOneOff(client, { ...run, onLine: (line) => joined.push(line) }, signal)
  expect(await Promise.all([first, second])).toEqual([{ exitCode: 0 }, { exitCode: 0 }])
  expect(joined).toEqual(['joined the run that an interrupted operation had started', 'began', 'ended'])
  expect(lines.filter((line) => line.endsWith('began')).length).toBe(1)
})

it('files are handed to a read-only one-off container, and their volume goes with it', async () => {
  await withNetwork()
  const client = createEngineClient({})
  const content = randomBytes(300_000)
  const lines: string[] = []
  let volume: string | undefined
  const look = async () => {
    const [own] = await stack.docker.listContainers({ filters: { label: [`fun.test-run=${stack.run}`] } })
    volume = own?.Mounts.find((mount) => mount.Destination === '/fun-files')?.Name
    await stack.docker.getContainer(own?.Id ?? '').kill({ signal: 'SIGTERM' })
  }
  let looked: Promise<void> | undefined
  const run = {
    // It runs until it has been looked at.
    ...input('trap "exit 0" TERM; sha256sum < /fun-files/dump; while :; do sleep 0.1; done', lines),
    onLine(line: string) {
      lines.push(line)
      looked ??= look()
    },
  }
  const readOnly = { ...run, service: { ...run.service, read_only: true }, files: [{ name: 'dump', content }] }
  expect(await runOneOff(client, readOnly, AbortSignal.timeout(30_000))).toEqual({ exitCode: 0 })
  await looked
  expect(lines[0]).toContain(createHash('sha256').update(content).digest('hex'))
  expect(volume).toMatch(/./)
  await expect(stack.docker.getVolume(volume ?? '').inspect()).rejects.toThrow('no such volume')
})

it('the output of a command in a container comes as bytes, with its exit code and the last it said on standard error', async () => {
  const container = await stack.docker.createContainer({
    Image: baseImage,
    Cmd: ['sleep', '60'],
    Labels: stack.labels,
    HostConfig: { Init: true },
  })
  await container.start()
  const chunks: Buffer[] = []
  const script = 'print pack("C*", map { $_ % 256 } 0..999_999); print STDERR "said $ENV{WORD}\\n"; exit 3'
  const result = await stack.engine.output(
    container.id,
    { argv: ['perl', '-e', script], environment: { WORD: 'a $& word' } },
    async (chunk) => void chunks.push(chunk),
    AbortSignal.timeout(30_000),
  )
  expect(result).toEqual({ exitCode: 3, errors: ['said a $& word'] })
  const bytes = Buffer.concat(chunks)
  expect(bytes.equals(Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => index % 256)))).toBe(true)
})

it('a log is followed with the time of each line, from a moment on, until the abort', async () => {
  const container = await stack.docker.createContainer({
    Image: baseImage,
    Cmd: ['bash', '-c', 'for i in 1 2 3 4 5 6 7 8 9; do echo line $i; sleep 0.2; done; sleep 60'],
    Labels: stack.labels,
    HostConfig: { Init: true },
  })
  await container.start()
  const seen: Array<{ at: string; text: string }> = []
  const stop = new AbortController()
  await stack.engine.logs(
    container.id,
    { follow: true },
    (line) => {
      seen.push(line)
      if (seen.length === 5) stop.abort()
    },
    stop.signal,
  )
  expect(seen.map((line) => line.text)).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5'])
  const since = Date.parse(seen[2]?.at ?? '') / 1000 + 0.001
  const later: string[] = []
  await stack.engine.logs(
    container.id,
    { follow: false, since },
    (line) => later.push(line.text),
    AbortSignal.timeout(10_000),
  )
  expect(later.slice(0, 2)).toEqual(['line 4', 'line 5'])
})
