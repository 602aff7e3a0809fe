import { afterAll, expect, it } from 'vitest'
import { createDockerEngine } from '../adapters/docker/docker-engine.ts'
import { baseImage } from '../adapters/docker/testing/base-image.ts'
import { TestStack } from '../adapters/docker/testing/test-stack.ts'
import { loadConfig } from '../config.ts'
import { buildRecipe } from './build-image.ts'

const engine = createDockerEngine()
const stack = new TestStack()
afterAll(() => stack.clean())

/** A build of one command over the base image, with a configuration that the test may change while it runs. */
function start(command: string, variables: Record<string, string> = {}, signal = AbortSignal.timeout(60_000)) {
  const config = loadConfig({ DATABASE_URL: 'postgresql://nobody@127.0.0.1/none', ...variables })
  const lines: string[] = []
  const dockerfile = `FROM ${baseImage}\nRUN echo ${stack.run}; ${command}\n`
  const built = buildRecipe(
    { deps: { config }, engine, operation: { id: stack.run }, signal },
    { line: (text) => void lines.push(text) },
    {
      files: [{ path: 'Dockerfile', content: Buffer.from(dockerfile), mode: 0o644 }],
      tag: `fun-platform-test/${stack.run}:guarded`,
      arguments: {},
      labels: stack.labels,
      code: 'build-failed',
    },
  ).catch((error: unknown) => error)
  return { built, config, lines }
}

it('a build that hangs ends as build-timeout, with the log up to there', async () => {
  // Long enough that a busy machine has begun the build by then.
  const { built } = start('echo it hangs; sleep 300', { FUN_BUILD_TIMEOUT_SECONDS: '20' })
  expect(await built).toMatchObject({
    code: 'build-timeout',
    detail: expect.stringContaining('took longer than 20 s'),
    log: expect.arrayContaining(['it hangs']),
  })
})

it('a cancel ends a build that hangs, which would not end by itself', async () => {
  const cancel = new AbortController()
  const { built, lines } = start('echo it hangs too; sleep 300', {}, cancel.signal)
  await expect.poll(() => lines, { timeout: 30_000 }).toContain('it hangs too')
  cancel.abort(new Error('cancelled'))
  expect(await built).toMatchObject({ message: 'cancelled' })
})

it('a disk that fills while a build runs ends it as disk-full, before the databases beside it suffer', async () => {
  const { built, config, lines } = start('echo it fills the disk; sleep 300')
  await expect.poll(() => lines, { timeout: 30_000 }).toContain('it fills the disk')
  // As if the build had left less than is needed: what is free is real, the threshold moves.
  config.diskFreeBytesMin = Number.MAX_SAFE_INTEGER
  expect(await built).toMatchObject({ code: 'disk-full', cure: expect.stringContaining('docker builder prune') })
})

it('a command that meets a full disk is told as disk-full, not as a mistake in the code', async () => {
  // /dev/shm of a build step is a small file system of its own: it is really full.
  const { built } = start('head -c 200000000 /dev/zero > /dev/shm/large')
  const log = expect.arrayContaining([expect.stringContaining('No space left on device')])
  expect(await built).toMatchObject({ code: 'disk-full', log })
})
