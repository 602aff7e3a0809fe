import { execFile } from 'node:child_process'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BuildInput, BuildStep } from '../../ports.ts'
import { packFiles } from './archive.ts'
import { createDockerEngine } from './docker-engine.ts'
import { BuildFailed, EngineUnreachable, ImageMissing } from './errors.ts'
import { baseImage } from './testing/base-image.ts'
import { TestStack } from './testing/test-stack.ts'

let stack: TestStack

beforeEach(() => {
  stack = new TestStack()
})

afterEach(async () => {
  await stack.clean()
})

const steps: BuildStep[] = []
const lines: string[] = []

async function input(dockerfile: string[], change: Partial<BuildInput> = {}): Promise<BuildInput> {
  steps.length = 0
  lines.length = 0
  const tar = await packFiles([{ path: 'Dockerfile', content: `${dockerfile.join('\n')}\n`, mode: 0o644 }])
  return {
    context: Readable.from([tar]),
    dockerfile: 'Dockerfile',
    tag: `fun-platform-test/${stack.run}:one`,
    arguments: {},
    labels: stack.labels,
    onStep: (step) => steps.push(step),
    onLine: (line) => lines.push(line),
    ...change,
  }
}

const signal = () => AbortSignal.timeout(60_000)

it('a build tells its steps with their times and output, and gives the image id', async () => {
  const unique = stack.run
  const dockerfile = [
    `FROM ${baseImage} AS one`,
    'ARG GREETING',
    `RUN echo "$GREETING ${unique}" && sleep 0.3`,
    'FROM one AS two',
    'RUN false',
  ]
  const build = await input(dockerfile, { target: 'one', arguments: { GREETING: 'hello' } })
  const imageId = await stack.engine.build(build, signal())
  expect(imageId).toBe(await stack.engine.imageId(build.tag, signal()))
  expect(lines).toContain(`hello ${unique}`)
  const finished = steps.find((step) => step.name.includes('RUN echo') && step.finishedAt !== undefined)
  const tookMs = Date.parse(finished?.finishedAt ?? '') - Date.parse(finished?.startedAt ?? '')
  expect(tookMs).toBeGreaterThan(250)
  expect(tookMs).toBeLessThan(30_000)
  expect(finished?.cached).toBe(false)
  await stack.engine.build(await input(dockerfile, { target: 'one', arguments: { GREETING: 'hello' } }), signal())
  expect(steps.some((step) => step.name.includes('RUN echo') && step.cached)).toBe(true)
})

it('a failed build names its step, exit code and last lines', async () => {
  const build = await input([`FROM ${baseImage}`, `RUN echo before ${stack.run}; echo reason >&2; exit 7`])
  const failure = await stack.engine.build(build, signal()).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(BuildFailed)
  // Two pipes: which line comes first is not promised.
  const lastLines = expect.arrayContaining([`before ${stack.run}`, 'reason'])
  expect(failure).toMatchObject({ code: 'build-failed', facts: { exitCode: 7, lastLines } })
  expect(failure instanceof Error ? failure.message : '').toContain('RUN echo before')
})

it('a Dockerfile that does not parse, and a base image that is not to be had, are told apart', async () => {
  await expect(stack.engine.build(await input(['FORM nothing']), signal())).rejects.toThrow(BuildFailed)
  await expect(stack.engine.build(await input(['FROM registry.invalid/none:1']), signal())).rejects.toThrow(
    ImageMissing,
  )
})

it('a cancelled build ends within 3 seconds, and its neighbour goes on', async () => {
  const cancel = new AbortController()
  const slow = await input([`FROM ${baseImage}`, `RUN echo slow ${stack.run}; sleep 30`])
  const neighbour = await input([`FROM ${baseImage}`, `RUN echo neighbour ${stack.run}; sleep 4`], {
    tag: `fun-platform-test/${stack.run}:neighbour`,
  })
  const running = stack.engine.build(slow, cancel.signal).catch((error: unknown) => error)
  const other = stack.engine.build(neighbour, signal())
  await expect.poll(() => lines.filter((line) => line.includes(stack.run)).length, { timeout: 20_000 }).toBe(2)
  const began = Date.now()
  cancel.abort(new Error('cancelled'))
  expect(await running).toMatchObject({ message: 'cancelled' })
  expect(Date.now() - began).toBeLessThan(3000)
  expect(await other).toMatch(/^sha256:/)
  await sleep(1000)
  const { stdout } = await processes()
  expect(stdout).not.toContain(`slow ${stack.run}`)
})

it('an engine that is away is told as such', async () => {
  const away = createDockerEngine({ address: '/tmp/fun-test-no-engine.sock' })
  await expect(away.info(signal())).rejects.toThrow(EngineUnreachable)
  await expect(away.build(await input(['FROM scratch']), signal())).rejects.toThrow(EngineUnreachable)
  await expect(away.observe('x', {}, signal())).rejects.toThrow(EngineUnreachable)
})

it('an engine tells its version, size and free disk', async () => {
  const info = await stack.engine.info(signal())
  expect(info.cpus).toBeGreaterThan(0)
  expect(info.memoryBytes).toBeGreaterThan(0)
  expect(Number(info.apiVersion)).toBeGreaterThanOrEqual(1.41)
})

async function processes(): Promise<{ stdout: string }> {
  return await promisify(execFile)('ps', ['-eo', 'args'])
}
