import { afterEach, beforeEach, expect, it } from 'vitest'
import { ConfigurationRefused, ContainerNotReady } from './errors.ts'
import { TestStack, type TestStackOptions } from './testing/test-stack.ts'

let stack: TestStack

beforeEach(async () => {
  stack = new TestStack()
  await stack.prepare()
})

afterEach(async () => {
  await stack.clean()
})

/** Applies what must fail; the result is the failure. What served before serves again, alone, and nothing is left to plan. */
async function refused(options: TestStackOptions, before: TestStackOptions = {}): Promise<unknown> {
  await stack.apply(stack.wanted(before))
  const containers = await stack.containers()
  const failure = await stack.apply(stack.wanted({ ...before, ...options, version: 'v2' })).catch((error) => error)
  expect(await stack.get()).toBe('200 v1')
  expect(await stack.containers()).toEqual(containers)
  expect(await stack.planText(stack.wanted(before))).toBe('')
  return failure
}

it('a new container whose page answers 500 is never served; the problem has the page, the status and the log', async () => {
  const failure = await refused({ pageStatus: 500 }, { smokePath: '/courses' })
  expect(failure).toBeInstanceOf(ContainerNotReady)
  expect(failure).toMatchObject({
    message: expect.stringContaining('the page /courses answers 500 (asked as app)'),
    facts: { lastLines: expect.arrayContaining(['Traceback: the page is broken']) },
  })
  expect(stack.phases.filter((phase) => phase.includes('switch-routes'))).toEqual([
    expect.stringContaining('skipped switch-routes'),
  ])
})

it('a page that only asks to sign in is fine', async () => {
  await stack.apply(stack.wanted({ smokePath: '/' }))
  await stack.apply(stack.wanted({ smokePath: '/', version: 'v2', pageStatus: 302 }))
  expect(await stack.get()).toBe('302 v2')
})

it('a container that is well once and then no more is never served', async () => {
  const failure = await refused({ flaps: true })
  expect(failure).toBeInstanceOf(ContainerNotReady)
  expect(failure).toMatchObject({ message: expect.stringContaining('/heartbeat answers 500') })
})

it('traffic is sent back when what follows the switch does not start', async () => {
  const failure = await refused({ follower: 'broken' }, { follower: 'well' })
  expect(failure).toMatchObject({
    facts: { service: 'follower', lastLines: expect.arrayContaining(['cannot import the tasks']) },
  })
  expect(stack.phases.filter((phase) => /succeeded switch-routes/.test(phase)).length).toBe(1)
})

it('stop-first stops the old before it starts the new, and serves the new', async () => {
  await stack.apply(stack.wanted({ follower: 'well' }))
  await stack.apply(stack.wanted({ follower: 'well', version: 'v2', rollout: 'stop-first' }))
  expect(await stack.get()).toBe('200 v2')
  expect(await stack.containers()).toEqual(['app-2 running', 'follower-2 running', 'front-1 running'])
  const ended = stack.phases.indexOf(`succeeded stop-container container ${stack.project}-app-1`)
  expect(ended).toBeGreaterThan(-1)
  expect(stack.phases.indexOf(`started start-container container ${stack.project}-app-2`)).toBeGreaterThan(ended)
})

it('stop-first starts the old again when the new one fails', async () => {
  const failure = await refused({ broken: true, rollout: 'stop-first' })
  expect(failure).toMatchObject({ facts: { lastLines: expect.arrayContaining(['cannot import the settings']) } })
})

it('stop-first starts the old again, and sends traffic back, when what follows the switch fails', async () => {
  const failure = await refused({ follower: 'broken', rollout: 'stop-first' }, { follower: 'well' })
  expect(failure).toMatchObject({ facts: { service: 'follower' } })
})

it('a container that breaks between being ready and the switch gets no traffic', async () => {
  await stack.apply(stack.wanted())
  const name = `${stack.project}-app-2`
  const onAction = async (action: { kind: string }, phase: string): Promise<void> => {
    if (action.kind === 'switch-routes' && phase === 'started') await stack.docker.getContainer(name).stop()
  }
  await expect(stack.apply(stack.wanted({ version: 'v2' }), { onAction })).rejects.toThrow(ContainerNotReady)
  expect(await stack.get()).toBe('200 v1')
  expect(await stack.containers()).toEqual(['app-1 running', 'front-1 running'])
})

it.each([
  ['its check', 'BAD'],
  ['its reload', 'STUCK'],
])(
  'new code and a live configuration that %s refuses: neither is served, and the former is in place',
  async (_what, word) => {
    const failure = await refused({ routesFile: `upstream app:8000; ${word}\n` })
    expect(failure).toBeInstanceOf(ConfigurationRefused)
  },
)

it('the engine tells how much memory is available and what containers use', async () => {
  await stack.apply(stack.wanted())
  const [app] = await stack.docker.listContainers({ filters: { name: [`${stack.project}-app-1`] } })
  const id = app?.Id ?? ''
  const { availableBytes, usedBytes } = await stack.engine.memory([id, 'gone'], AbortSignal.timeout(10_000))
  expect(availableBytes).toBeGreaterThan(64 * 1024 ** 2)
  expect(Object.keys(usedBytes)).toEqual([id])
  expect(usedBytes[id]).toBeGreaterThan(256 * 1024)
  expect(usedBytes[id]).toBeLessThan(128 * 1024 ** 2)
})

it('a container whose heartbeat itself fails is given up within seconds, not after the whole time to become ready', async () => {
  const failure = await refused({ beatStatus: 500 })
  expect(failure).toMatchObject({ message: expect.stringMatching(/did not become ready: \/heartbeat answers 500$/) })
})
