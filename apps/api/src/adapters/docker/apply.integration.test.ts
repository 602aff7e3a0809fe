import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigurationRefused, ContainerNotReady, JobFailed, PortTaken } from './errors.ts'
import { TestStack } from './testing/test-stack.ts'

let stack: TestStack

beforeEach(async () => {
  stack = new TestStack()
  await stack.prepare()
})

afterEach(async () => {
  await stack.clean()
})

/** Made by scripts/make-docker-compose; the e2e tests of bundles make it where it is absent. */
const compose = path.resolve(import.meta.dirname, '../../../../../var/tools/docker-compose')

describe('applying a plan', () => {
  it('makes a stack that serves, and a second plan is empty', async () => {
    await stack.apply(stack.wanted())
    expect(await stack.get()).toBe('200 v1')
    expect(await stack.planText(stack.wanted())).toBe('')
    expect(stack.lines).toEqual(['settings a', 'a $& ${PASSWORD} "secret"'])
    expect(await stack.containers()).toEqual(['app-1 running', 'front-1 running'])
  })

  it('starts new code beside the old, which serves until the switch: no request fails', async () => {
    await stack.apply(stack.wanted())
    const answers = new Map<string, number>()
    const visiting = new AbortController()
    const visitor = visit(stack, answers, visiting.signal)
    await stack.apply(stack.wanted({ version: 'v2' }))
    visiting.abort()
    await visitor
    expect([...answers.keys()].sort()).toEqual(['200 v1', '200 v2'])
    expect(await stack.get()).toBe('200 v2')
    expect(await stack.containers()).toEqual(['app-2 running', 'front-1 running'])
    expect(await stack.planText(stack.wanted({ version: 'v2' }))).toBe('')
  })

  it('leaves the old serving when the new one fails, says why, and removes the new one', async () => {
    await stack.apply(stack.wanted())
    const failure = await stack.apply(stack.wanted({ version: 'v2', broken: true })).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ContainerNotReady)
    expect(failure).toMatchObject({
      code: 'container-not-ready',
      facts: { service: 'app', lastLines: expect.arrayContaining(['cannot import the settings']) },
    })
    expect(await stack.get()).toBe('200 v1')
    expect(await stack.containers()).toEqual(['app-1 running', 'front-1 running'])
    expect(await stack.planText(stack.wanted())).toBe('')
  })

  it('stops a first container that fails, and a corrected one takes its place', async () => {
    await expect(stack.apply(stack.wanted({ broken: true }))).rejects.toThrow(ContainerNotReady)
    expect(await stack.containers()).toEqual(['app-1 exited'])
    await stack.apply(stack.wanted())
    expect(await stack.get()).toBe('200 v1')
    expect(await stack.planText(stack.wanted())).toBe('')
  })

  it('converges when a worker was killed after any of its actions', async () => {
    await stack.apply(stack.wanted())
    for (const [version, count] of [
      ['v2', 3],
      ['v3', 5],
      ['v4', 7],
      ['v5', 9],
    ] as const) {
      const wanted = stack.wanted({ version, settings: version })
      const plan = await stack.plan(wanted)
      await stack.engine.apply({ ...plan, actions: plan.actions.slice(0, count) }, wanted, stack.context())
      await stack.apply(wanted)
      expect(await stack.get()).toBe(`200 ${version}`)
      expect(await stack.planText(wanted)).toBe('')
      expect((await stack.containers()).length).toBe(2)
    }
  })

  it('keeps the former live configuration when its owner refuses the new one', async () => {
    await stack.apply(stack.wanted())
    const bad = stack.wanted({ routesFile: 'upstream app:8000; BAD\n' })
    await expect(stack.apply(bad)).rejects.toThrow(ConfigurationRefused)
    expect(await stack.get()).toBe('200 v1')
    expect(await stack.planText(stack.wanted())).toBe('')
    const good = stack.wanted({ routesFile: '# changed\nupstream app:8000;\n' })
    await stack.apply(good)
    expect(await stack.get()).toBe('200 v1')
    expect(await stack.planText(good)).toBe('')
  })

  it('stops before the services that a failed job gates', async () => {
    await stack.apply(stack.wanted())
    const wanted = stack.wanted({
      version: 'v2',
      jobInputs: 'inputs2',
      jobCommand: 'echo broken migration >&2; exit 4',
    })
    const failure = await stack.apply(wanted).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(JobFailed)
    expect(failure).toMatchObject({ facts: { job: 'job', exitCode: 4, lastLines: ['broken migration'] } })
    expect(stack.phases).toContain(`skipped create-container container ${stack.project}-app-2`)
    expect(await stack.containers()).toEqual(['app-1 running', 'front-1 running'])
  })

  it('shows what was changed by hand, and puts it right', async () => {
    await stack.apply(stack.wanted())
    await stack.docker.getContainer(`${stack.project}-app-1`).update({ Memory: 256 * 1024 * 1024, MemorySwap: -1 })
    expect(await stack.planText(stack.wanted())).toContain('memory limit 256 MB, wanted 128 MB')
    await stack.apply(stack.wanted())
    expect(await stack.planText(stack.wanted())).toBe('')
  })

  it('ends containers of services that are not wanted any more', async () => {
    await stack.apply(stack.wanted({ extraService: true }))
    expect(await stack.containers()).toContain('extra-1 running')
    await stack.apply(stack.wanted())
    expect(await stack.containers()).toEqual(['app-1 running', 'front-1 running'])
  })

  it('brings new settings in a new volume and removes the old one', async () => {
    await stack.apply(stack.wanted())
    await stack.apply(stack.wanted({ settings: 'b' }))
    const filters = { label: [`fun.test-run=${stack.run}`] }
    const names = ((await stack.docker.listVolumes({ filters })).Volumes ?? []).map((volume) => volume.Name).sort()
    expect(names).toEqual(
      ['configuration-app-b', 'configuration-front', 'data'].map((key) => `${stack.project}_${key}`),
    )
    expect(await stack.planText(stack.wanted({ settings: 'b' }))).toBe('')
  })

  it('names the port that is taken', async () => {
    await stack.apply(stack.wanted())
    const other = new TestStack()
    other.port = stack.port
    try {
      await expect(other.apply(other.wanted())).rejects.toThrow(PortTaken)
    } finally {
      await other.clean()
    }
  })

  it('a cancel before the switch leaves the old serving and nothing half-made', async () => {
    await stack.apply(stack.wanted())
    const cancel = new AbortController()
    const wanted = stack.wanted({ version: 'v2', jobInputs: 'inputs2', jobCommand: 'sleep 60' })
    const onAction = async (action: { kind: string }, phase: string): Promise<void> => {
      if (action.kind === 'run-job' && phase === 'started') setTimeout(() => cancel.abort(new Error('cancelled')), 500)
    }
    const began = Date.now()
    await expect(stack.apply(wanted, { signal: cancel.signal, onAction })).rejects.toThrow('cancelled')
    expect(Date.now() - began).toBeLessThan(8000)
    expect(await stack.containers()).toEqual(['app-1 running', 'front-1 running'])
    expect(await stack.get()).toBe('200 v1')
  })
})

describe('a stack', () => {
  it('stops and starts again in order, and serves', async () => {
    await stack.apply(stack.wanted())
    const signal = AbortSignal.timeout(60_000)
    const lines: string[] = []
    await stack.engine.lifecycle(stack.project, 'stop', undefined, (line) => lines.push(line), signal)
    expect(await stack.containers()).toEqual(['app-1 exited', 'front-1 exited'])
    expect(lines).toEqual([`stopping ${stack.project}-front-1`, `stopping ${stack.project}-app-1`])
    await stack.engine.lifecycle(stack.project, 'start', undefined, () => undefined, signal)
    await expect.poll(() => stack.get().catch(String), { timeout: 10_000 }).toBe('200 v1')
    expect(await stack.planText(stack.wanted())).toBe('')
  })

  it('is destroyed with or without its data', async () => {
    await stack.apply(stack.wanted())
    const signal = AbortSignal.timeout(60_000)
    const volumes = async () =>
      ((await stack.docker.listVolumes({ filters: { label: [`fun.test-run=${stack.run}`] } })).Volumes ?? []).length
    await stack.engine.destroy(stack.project, false, () => undefined, signal)
    expect(await stack.containers()).toEqual([])
    expect(await volumes()).toBe(1)
    await stack.engine.destroy(stack.project, true, () => undefined, signal)
    expect(await volumes()).toBe(0)
  })

  it.runIf(existsSync(compose))('is seen by docker compose ls and ps', async () => {
    await stack.apply(stack.wanted())
    const run = promisify(execFile)
    const ls = await run(compose, ['ls', '--format', 'json'])
    expect(JSON.parse(ls.stdout)).toContainEqual({
      Name: stack.project,
      Status: 'running(2)',
      ConfigFiles: `/tmp/fun-test-environments/${stack.project}/compose.yaml`,
    })
    const ps = await run(compose, ['-p', stack.project, 'ps', '--format', '{{.Service}} {{.State}}'])
    expect(ps.stdout.trim().split('\n').sort()).toEqual(['app running', 'front running'])
  })
})

async function visit(visited: TestStack, answers: Map<string, number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await visited.get().catch(String)
    answers.set(answer, (answers.get(answer) ?? 0) + 1)
  }
}
