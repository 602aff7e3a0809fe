import { appendFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, type Operation, page, revision } from '@fun/contract/resources'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Moment, startAndWatch } from './moments.ts'
import { describe as describeOperation } from './portal.ts'
import { commitOn, slowDownBuild } from './sample-repository.ts'
import { addressesOf } from './served-checks.ts'
import { createSampleEnvironment, type StartedProduct, startProduct } from './started-product.ts'

const minutes = 60_000
let started: StartedProduct
let name: string
beforeAll(async () => {
  // A worker that was killed is missed after seconds; workers of Celery would only make every row longer.
  started = await startProduct('faults', { FUN_LEASE_SECONDS: '3', FUN_SWEEP_SECONDS: '1' })
  name = await createSampleEnvironment(started.product, 'faults', { workers: { lms: 0, cms: 0 } })
}, 2 * minutes)
afterAll(() => started?.close(), 2 * minutes)

const stepRuns = (prefix: RegExp) => (current: Operation) =>
  current.steps.some((step) => prefix.test(step.key) && step.state === 'running')

/** The operation ended right, once: succeeded, one serving revision, no container twice, no one-off left. */
async function endedRightOnce(id: string): Promise<void> {
  const ended = await started.product.portal.finished(id, 10 * minutes)
  expect(ended.state, describeOperation(ended)).toBe('succeeded')
  const { lms } = addressesOf(await started.product.portal.environment(name))
  expect((await fetch(`${lms}/heartbeat`)).status).toBe(200)
  const containers = await started.product.containers(name)
  const services = containers.map((each) => each.Labels['com.docker.compose.service'])
  expect(services.length).toBe(new Set(services).size)
  expect(containers.filter((each) => each.Labels['com.docker.compose.oneoff'] === 'True')).toEqual([])
}

test('SIGKILL of the worker during the first deploy’s build and again while migrating', {
  timeout: 15 * minutes,
}, async () => {
  const { portal } = started.product
  const { id } = await portal.start(`/environments/${name}/deployments`)
  await portal.until(id, stepRuns(/./), 5 * minutes)
  await started.product.end('worker', 'SIGKILL')
  started.product.startWorker()
  await portal.until(id, stepRuns(/migrate/), 8 * minutes)
  await started.product.end('worker', 'SIGKILL')
  started.product.startWorker()
  await endedRightOnce(id)
  expect((await portal.operation(id)).attempts).toBeGreaterThanOrEqual(2)
})

let newest = 'main'
let rows = 0

/** A commit on top of the newest one, with a marker that the heartbeat answers; `/slow` takes twelve seconds. */
async function nextCommit(more: (folder: string) => Promise<void> = async () => undefined) {
  rows += 1
  const marker = `${started.product.prefix}-${rows}`
  const branch = `row-${rows}`
  const first = newest === 'main'
  const commit = await commitOn(
    started.repository,
    branch,
    async (folder) => {
      await writeFile(path.join(folder, 'openedx/core/djangoapps/heartbeat/marker.py'), `MARKER = '${marker}'\n`)
      if (first) await makeMarked(folder)
      await more(folder)
    },
    newest,
  )
  newest = branch
  return { branch, commit, marker }
}

async function makeMarked(folder: string): Promise<void> {
  const views = path.join(folder, 'openedx/core/djangoapps/heartbeat/views.py')
  const answer = 'JsonResponse(check_results, status=status_code)'
  const text = await readFile(views, 'utf8')
  expect(text).toContain(answer)
  await writeFile(
    views,
    `from openedx.core.djangoapps.heartbeat.marker import MARKER\n${text.replace(answer, "JsonResponse(check_results, status=status_code, headers={'X-Marker': MARKER})")}`,
  )
  const slow = [
    '\nimport time',
    'from django.http import HttpResponse',
    'from openedx.core.djangoapps.heartbeat.marker import MARKER',
    'urlpatterns.append(path("slow", lambda request: (time.sleep(12), HttpResponse(MARKER))[1]))\n',
  ]
  await appendFile(path.join(folder, 'lms/urls.py'), slow.join('\n'))
}

async function servedMarker(): Promise<string | null> {
  const { lms } = addressesOf(await started.product.portal.environment(name))
  return (await fetch(`${lms}/heartbeat`)).headers.get('x-marker')
}

const deploy = (reference: string) => () =>
  started.product.portal.start(`/environments/${name}/deployments`, { reference })

/** The commit serves, was deployed once, and nothing is left to do. */
async function deployedOnce(id: string, { commit, marker }: { commit: string; marker: string }): Promise<void> {
  await endedRightOnce(id)
  expect(await servedMarker()).toBe(marker)
  const { portal } = started.product
  const { items } = page(revision).parse(await portal.call('GET', `/environments/${name}/revisions?limit=50`))
  expect(items.filter((each) => each.commit === commit).map((each) => each.state)).toEqual(['serving'])
  expect(items.filter((each) => each.state === 'serving').length).toBe(1)
  const plan = await portal.done(`/environments/${name}/plans`, { reference: commit }, minutes)
  expect(plan.result.plan).toMatch(/nothing to do/i)
}

const addMigration = async (folder: string): Promise<void> => {
  const lines = [
    'from django.db import migrations',
    'class Migration(migrations.Migration):',
    "    dependencies = [('courseware', '0001_initial')]",
    "    operations = [migrations.RunSQL('CREATE TABLE row_change (id int primary key)', 'DROP TABLE row_change')]",
    '',
  ]
  await writeFile(path.join(folder, 'lms/djangoapps/courseware/migrations/0002_row_change.py'), lines.join('\n'))
}

const nginx = (command: RegExp): Moment => ({
  engine: new RegExp(`exec_start: nginx .*${command.source}`),
  service: 'nginx',
})
/** At these the operation is so near its end that it may have ended before the kill lands. */
const lastMoments = ['the old LMS is removed', 'what is served is checked']
const kills: Array<[string, Moment, ((folder: string) => Promise<void>)?]> = [
  ['the commit is fetched', { step: /^fetch$/ }],
  ['the changes are planned', { step: /^plan$/ }],
  ['the code is built', { step: /^build-code$/ }],
  ['a migration runs', { step: /^job-migrate-lms$/ }, addMigration],
  ['the new LMS is made', { engine: /^create$/, service: 'lms' }],
  ['the new LMS is waited for', { engine: /^start$/, service: 'lms' }],
  ['nginx checks the new routes', nginx(/-t/)],
  ['nginx loads the new routes', nginx(/reload/)],
  ['the old are drained', { step: /^switch$/ }],
  ['the old LMS is stopped', { engine: /^kill$/, service: 'lms' }],
  ['the old LMS is removed', { engine: /^destroy$/, service: 'lms' }],
  ['what is served is checked', { step: /^verify$/ }],
]

describe('SIGKILL of the worker: the commit is served, deployed once, with no container left', () => {
  test.each(kills)('while %s', { timeout: 4 * minutes }, async (sentence, moment, more) => {
    const made = await nextCommit(more)
    const { id, reached } = await startAndWatch(started.product, name, moment, deploy(made.branch))
    await reached
    await started.product.end('worker', 'SIGKILL')
    started.product.startWorker()
    await deployedOnce(id, made)
    const attemptsMin = lastMoments.includes(sentence) ? 1 : 2
    expect((await started.product.portal.operation(id)).attempts).toBeGreaterThanOrEqual(attemptsMin)
  })
})

test('the engine goes away during the switch: the deploy goes on when it is back', {
  timeout: 4 * minutes,
}, async () => {
  const made = await nextCommit()
  const { id, reached } = await startAndWatch(started.product, name, nginx(/-t/), deploy(made.branch))
  await reached
  await started.product.door.shut()
  await started.product.portal.until(id, (current) => /engine/i.test(current.waitingFor ?? ''), minutes)
  await started.product.door.open()
  await deployedOnce(id, made)
})

test('a request that is in flight at the switch is answered by the code that took it', {
  timeout: 4 * minutes,
}, async () => {
  const before = await servedMarker()
  const { lms } = addressesOf(await started.product.portal.environment(name))
  const made = await nextCommit()
  const { portal } = started.product
  // Long before the switch: the new CMS has yet to import the platform.
  const moment: Moment = { engine: /^start$/, service: 'cms' }
  const { id, reached } = await startAndWatch(started.product, name, moment, deploy(made.branch))
  await reached
  // However late the switch comes, one that began before it has four seconds or more to go.
  const asked = [askSlow(lms)]
  const more = setInterval(() => asked.push(askSlow(lms)), 8_000)
  const switching = ({ steps }: Operation) => steps.some(({ key, state }) => key === 'switch' && state !== 'pending')
  await portal.until(id, switching, 3 * minutes).finally(() => clearInterval(more))
  const answers = await Promise.all(asked)
  for (const { answer } of answers) expect([`200 ${before}`, `200 ${made.marker}`]).toContain(answer)
  await deployedOnce(id, made)
  const { servedAt } = (await portal.operation(id)).result
  expect(new Date(String(servedAt)).toISOString()).toBe(servedAt)
  const inFlight = answers.filter(({ endedAt }) => endedAt > Date.parse(String(servedAt)))
  expect(inFlight[0]?.answer).toBe(`200 ${before}`)
})

/** Status and body of `/slow`, or why there is none. */
async function askSlow(lms: string): Promise<{ answer: string; endedAt: number }> {
  const answer = await fetch(`${lms}/slow`).then(
    async (response) => `${response.status} ${await response.text()}`,
    (error: unknown) => String(error),
  )
  return { answer, endedAt: Date.now() }
}

test('a commit whose home page fails is never served; the problem has status and traceback', {
  timeout: 4 * minutes,
}, async () => {
  const before = await servedMarker()
  await commitOn(
    started.repository,
    'failing-page',
    (folder) =>
      appendFile(
        path.join(folder, 'lms/djangoapps/branding/views.py'),
        "\n\ndef index(request):\n    raise RuntimeError('the home page fails')\n",
      ),
    newest,
  )
  const { id } = await deploy('failing-page')()
  const failed = await started.product.portal.finished(id, 3 * minutes)
  expect(failed.problem).toMatchObject({ code: 'deploy-failed', detail: expect.stringContaining('/ answers 500') })
  expect(failed.problem?.log?.join('\n')).toMatch(/Traceback[\s\S]*RuntimeError: the home page fails/)
  expect(await servedMarker()).toBe(before)
})

test('memory for one generation only: the plan says so, start-first is refused, stop-first is served', {
  timeout: 5 * minutes,
}, async () => {
  const { portal } = started.product
  const made = await nextCommit()
  await started.product.end('worker')
  started.product.startWorker('worker', { FUN_MEMORY_FREE_BYTES: String(150 * 1024 ** 2) })
  const plan = await portal.done(`/environments/${name}/plans`, { reference: made.branch }, minutes)
  expect(plan.result.plan).toMatch(/! memory .* MB are available; "rollout": "stop-first"/)
  const refused = await portal.finished((await deploy(made.branch)()).id, minutes)
  expect(refused.problem).toMatchObject({ code: 'memory-short', cure: expect.stringContaining('stop-first') })
  const stopFirst = { reference: made.branch, rollout: 'stop-first' }
  const seen = await portal.done(`/environments/${name}/plans`, stopFirst, minutes)
  expect(seen.result.plan).toContain('! downtime')
  const { id } = await portal.start(`/environments/${name}/deployments`, {
    ...stopFirst,
    planHash: seen.result.planHash,
  })
  await endedRightOnce(id)
  expect(await servedMarker()).toBe(made.marker)
  await started.product.end('worker')
  started.product.startWorker()
})

test('two environments on one source take a commit at the same time; its code is built once', {
  timeout: 8 * minutes,
}, async () => {
  const { portal } = started.product
  const twin = await createSampleEnvironment(started.product, 'twin', { workers: { lms: 0, cms: 0 } })
  const made = await nextCommit()
  const both = await Promise.all(
    [name, twin].map((each) => portal.start(`/environments/${each}/deployments`, { reference: made.branch })),
  )
  for (const { id } of both) {
    const ended = await portal.finished(id, 6 * minutes)
    expect(ended.state, describeOperation(ended)).toBe('succeeded')
  }
  const parts = await Promise.all(
    both.map(async ({ id }) => page(build).parse(await portal.call('GET', `/builds?operation=${id}`)).items),
  )
  const made1 = parts.flat().filter((each) => each.part === 'code' && !each.reused)
  expect(made1.length).toBe(1)
  expect(await servedMarker()).toBe(made.marker)
  await portal.done(`/environments/${twin}/destroy`, { name: twin, removeData: true }, 2 * minutes)
})

test('Redis restarted empty while an operation waits and another runs', { timeout: 8 * minutes }, async () => {
  const { portal } = started.product
  const first = await portal.start(`/environments/${name}/deployments`, { reference: 'change/python' })
  const second = await portal.start(`/environments/${name}/manage`, {
    command: 'manage',
    service: 'lms',
    arguments: ['check'],
  })
  await started.product.end('redis', 'SIGKILL')
  await started.product.startRedis()
  expect((await portal.finished(second.id, 8 * minutes)).state).toBe('succeeded')
  await endedRightOnce(first.id)
})

test('the engine goes away: the operation waits, says so, and goes on when it is back', {
  timeout: 8 * minutes,
}, async () => {
  const { portal } = started.product
  await started.product.door.shut()
  const { id } = await portal.start(`/environments/${name}/deployments`, { reference: 'change/template' })
  await portal.until(id, (current) => /engine/i.test(current.waitingFor ?? ''), minutes)
  await started.product.door.open()
  await endedRightOnce(id)
})

test('cancel ends a running build within seconds and leaves what is served alone', {
  timeout: 6 * minutes,
}, async () => {
  const { portal } = started.product
  // Longer than it takes to be cancelled.
  await commitOn(started.repository, 'slow-build', (folder) => slowDownBuild(folder, 60, started.product.prefix))
  const { id } = await portal.start(`/environments/${name}/deployments`, { reference: 'slow-build' })
  await portal.until(id, stepRuns(/^build-code$/), 2 * minutes)
  const asked = Date.now()
  await portal.call('POST', `/operations/${id}/cancel`, {})
  const cancelled = await portal.finished(id, minutes)
  expect(cancelled.state).toBe('cancelled')
  expect(cancelled.steps.find(({ key }) => key === 'build-code')?.state).toBe('cancelled')
  expect(Date.now() - asked).toBeLessThan(10_000)
  const { lms } = addressesOf(await portal.environment(name))
  expect((await fetch(`${lms}/heartbeat`)).status).toBe(200)
})

test('two workers share the work, one operation at a time per environment', { timeout: 6 * minutes }, async () => {
  const { portal } = started.product
  started.product.startWorker('second')
  const queued = await Promise.all(
    [1, 2, 3].map(() =>
      portal.start(`/environments/${name}/manage`, { command: 'manage', service: 'lms', arguments: ['check'] }),
    ),
  )
  const ended = await Promise.all(queued.map((each) => portal.finished(each.id, 4 * minutes)))
  expect(ended.map((each) => each.state)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  const spans = ended
    .map((each) => [Date.parse(each.startedAt ?? ''), Date.parse(each.finishedAt ?? '')])
    .toSorted(([a = 0], [b = 0]) => a - b)
  for (const [index, [start = 0]] of spans.entries())
    if (index > 0) expect(start).toBeGreaterThanOrEqual((spans[index - 1]?.[1] ?? 0) - 50)
})
