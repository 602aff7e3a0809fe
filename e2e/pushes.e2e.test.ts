import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { build, delivery, type Operation, operation, page, webhookAnswer, webhookSecret } from '@fun/contract/resources'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliver, type Webhook } from './git-host.ts'
import { describe as describeOperation } from './portal.ts'
import { slowDownBuild } from './sample-repository.ts'
import { addressesOf } from './served-checks.ts'
import { createSampleEnvironment, type StartedProduct, startProduct } from './started-product.ts'
import { WorkingClone } from './working-clone.ts'

const run = promisify(execFile)
const minutes = 60_000
const builds = page(build)
const operations = page(operation)
let started: StartedProduct
let main: WorkingClone
/** Both follow `main`; `second` is deployed for the first time by a push. */
let first: string
let second: string
let hook: Webhook

const markOf = (mark: string): string => `${mark}-${started.product.prefix}`

beforeAll(async () => {
  started = await startProduct('pushes', { FUN_POLL_SECONDS: '0' })
  main = await WorkingClone.of(started.repository, path.join(started.product.directory, 'clone'))
  hook = webhookSecret.parse(await started.product.portal.call('POST', '/sources/sample/webhook-secret', {}))
  first = await createSampleEnvironment(started.product, 'first')
  second = await createSampleEnvironment(started.product, 'second')
  await started.product.portal.done(`/environments/${first}/deployments`, {}, 8 * minutes)
}, 12 * minutes)
afterAll(() => started?.close(), 2 * minutes)

async function tellOf(after: string, id?: string) {
  const answer = await deliver(hook, { ref: 'refs/heads/main', after }, id === undefined ? {} : { id })
  expect(answer.status).toBe(202)
  return webhookAnswer.parse(await answer.json())
}
/** Pushes the clone's commit to main and tells of it. */
async function push(commit: string) {
  await main.push(commit)
  return tellOf(commit)
}
/** A commit after which the heartbeat of the LMS answers with this mark, of this very run: the same content twice would be built once. */
async function mark(name: string): Promise<string> {
  const answer = `JsonResponse(check_results, status=status_code, headers={'X-Platform-Change': '${markOf(name)}'})`
  await main.edit('openedx/core/djangoapps/heartbeat/views.py', (text) =>
    text.replace(/JsonResponse\(check_results, status=status_code[^)]*\)/, answer),
  )
  return main.commit(name)
}

async function succeeded(id: string | undefined): Promise<void> {
  const ended = await started.product.portal.finished(id ?? '', 8 * minutes)
  expect(ended.state, describeOperation(ended)).toBe('succeeded')
}
async function served(name: string): Promise<{ commit: string | undefined; mark: string | null; status: number }> {
  const environment = await started.product.portal.environment(name)
  const answer = await fetch(`${addressesOf(environment).lms}/heartbeat`)
  return {
    commit: environment.serving?.commit,
    mark: answer.headers.get('x-platform-change'),
    status: answer.status,
  }
}
/** Parts that an operation made. */
async function made(id: string): Promise<string[]> {
  const { items } = builds.parse(await started.product.portal.call('GET', `/builds?operation=${id}`))
  return items.filter(({ reused }) => !reused).map(({ part }) => part)
}
const deploysOf = async (name: string) =>
  operations.parse(await started.product.portal.call('GET', `/environments/${name}/deployments?limit=200`)).items

test('a push is served by every environment that follows the branch, each by an operation of its own', {
  timeout: 10 * minutes,
}, async () => {
  const { portal } = started.product
  // A first deploy that is superseded while its databases start: the newer one goes on with what stands.
  const superseded = (await push(await mark('older'))).operations.find((each) => each.environment?.name === second)
  await portal.until(superseded?.id ?? '', ({ result }) => result.fresh === true, 2 * minutes)
  const commit = await mark('both')
  const { operations: queued } = await push(commit)
  expect(queued.map((each) => each.environment?.name).toSorted()).toEqual([first, second].toSorted())
  expect(queued.every(({ trigger }) => trigger === 'webhook sample')).toBe(true)
  for (const { id } of queued) await succeeded(id)
  for (const name of [first, second]) expect(await served(name)).toEqual({ commit, mark: markOf('both'), status: 200 })
  await portal.call('PATCH', `/environments/${second}`, { autoDeploy: false })
})

describe('a delivery', () => {
  test('with a forged signature is refused and starts nothing', async () => {
    const before = await deploysOf(first)
    const forged = await deliver(hook, { ref: 'refs/heads/main', after: '1'.repeat(40) }, { secret: 'another' })
    expect(forged.status).toBe(401)
    expect(await deploysOf(first)).toEqual(before)
  })

  test('of a change of prose makes nothing and touches no container, and is served; repeated, it starts nothing', {
    timeout: 3 * minutes,
  }, async () => {
    const containers = async () => (await started.product.containers(first)).map(({ Id }) => Id).toSorted()
    const before = await containers()
    await appendFile(path.join(main.folder, 'docs/README.md'), `\n${started.product.prefix}\n`)
    const commit = await main.commit('prose')
    await main.git('push', '-q', 'origin', 'HEAD:main')
    const id = randomUUID()
    const answer = await tellOf(commit, id)
    await succeeded(answer.operations[0]?.id)
    expect(await made(answer.operations[0]?.id ?? '')).toEqual([])
    expect(await containers()).toEqual(before)
    expect(await served(first)).toEqual({ commit, mark: markOf('both'), status: 200 })
    const again = await tellOf(commit, id)
    expect(again.outcome).toBe(answer.outcome)
    expect(again.operations.map((each) => each.id)).toEqual(answer.operations.map((each) => each.id))
  })
})

test('twenty pushes in a row end with the last one served, and at most two deploys built anything', {
  timeout: 6 * minutes,
}, async () => {
  const before = new Set((await deploysOf(first)).map(({ id }) => id))
  const commits: string[] = []
  for (let count = 1; count <= 20; count += 1) commits.push(await mark(`push-${count}`))
  let last: string | undefined
  for (const commit of commits) last = (await push(commit)).operations[0]?.id
  await succeeded(last)
  expect(await served(first)).toEqual({ commit: commits.at(-1), mark: markOf('push-20'), status: 200 })
  const ended = (await deploysOf(first)).filter(({ id }) => !before.has(id))
  expect(ended.map(({ state }) => state).toSorted()).toEqual(['succeeded', ...Array(19).fill('superseded')])
  const building = await Promise.all(ended.map(({ id }) => made(id)))
  expect(building.filter((parts) => parts.length > 0).length).toBeLessThanOrEqual(2)
})

test('a push cancels the running build of an older commit within 3 s, but not for another environment that waits for it, and is served', {
  timeout: 6 * minutes,
}, async () => {
  const { portal } = started.product
  // Longer than it takes until the newer push has come.
  await slowDownBuild(main.folder, 30, started.product.prefix)
  const older = (await push(await main.commit('a slow build'))).operations[0]?.id ?? ''
  const code = ({ steps }: Operation) => steps.find(({ key }) => key === 'build-code')
  const building = (current: Operation) => code(current)?.state === 'running'
  await portal.until(older, building, minutes)
  const waiting = await portal.start(`/environments/${second}/deployments`)
  await portal.until(waiting.id, building, minutes)
  await main.git('reset', '-q', '--hard', 'HEAD~1')
  const commit = await mark('instead')
  const newer = (await push(commit)).operations[0]?.id ?? ''
  const ended = await portal.finished(older, minutes)
  expect(ended.state, describeOperation(ended)).toBe('superseded')
  expect(ended.result.supersededBy).toBe(newer)
  expect(code(ended)?.state).toBe('cancelled')
  const asked = Date.parse((await portal.operation(newer)).queuedAt)
  expect(Date.parse(ended.finishedAt ?? '') - asked).toBeLessThan(3_000)
  await succeeded(newer)
  await succeeded(waiting.id)
  // It waited for the build that the cancelled one had begun, and did not make it anew.
  expect(code(await portal.operation(waiting.id))?.detail).toBe('made by another operation')
  expect(await made(waiting.id)).not.toContain('code')
  // The push above was a forced one: the slow build is no longer in the history of main.
  expect(await served(first)).toEqual({ commit, mark: markOf('instead'), status: 200 })
})

test('a deleted branch is recorded, and what serves stays', { timeout: 2 * minutes }, async () => {
  const before = await served(first)
  await run('git', ['--git-dir', started.repository, 'update-ref', '-d', 'refs/heads/main'])
  const answer = await tellOf('0'.repeat(40))
  expect(answer.operations).toEqual([])
  const listed = page(delivery).parse(await started.product.portal.call('GET', '/sources/sample/deliveries?limit=1'))
  expect(listed.items).toMatchObject([{ outcome: expect.stringContaining('was deleted'), commit: null }])
  expect(await served(first)).toEqual(before)
  await main.git('push', '-q', 'origin', 'HEAD:refs/heads/main')
})

test('without a webhook, a push is found by polling and served once', { timeout: 4 * minutes }, async () => {
  const { portal } = started.product
  await started.product.end('worker')
  started.product.startWorker('worker', { FUN_POLL_SECONDS: '1' })
  const lastPolledAt = async () =>
    JSON.stringify(await portal.call('GET', '/sources/sample')).match(/"lastPolledAt":"([^"]+)"/)?.[1]
  await expect.poll(lastPolledAt, { timeout: 30_000 }).toBeDefined()
  const before = new Set((await deploysOf(first)).map(({ id }) => id))
  const commit = await mark('polled')
  await main.git('push', '-q', 'origin', 'HEAD:main')
  const found = async () => (await deploysOf(first)).filter(({ id }) => !before.has(id))
  await expect.poll(async () => (await found()).length, { timeout: 30_000 }).toBe(1)
  await succeeded((await found())[0]?.id)
  expect((await found()).map(({ trigger }) => trigger)).toEqual(['poll sample'])
  expect(await served(first)).toEqual({ commit, mark: markOf('polled'), status: 200 })
})
