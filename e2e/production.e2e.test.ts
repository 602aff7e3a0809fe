import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fun } from '@fun/cli/testing/fun-process'
import { environmentMetrics } from '@fun/contract/metrics'
import { build, operation, page, revision, webhookSecret } from '@fun/contract/resources'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  answersOfAllRoutes,
  databaseTexts,
  eventsOf,
  keptPlaintexts,
  leaksIn,
  processLogs,
} from './known-plaintexts.ts'
import { commitOn } from './sample-repository.ts'
import { addressesOf, servedChecks } from './served-checks.ts'
import { exits } from './stack-facts.ts'
import { createSampleEnvironment, type StartedProduct, startProduct } from './started-product.ts'
import { Visitor } from './visitor.ts'

const builds = page(build)
const revisions = page(revision)
const minutes = 60_000
const mailPassword = 'given+when/it was "made"'
const superuserPassword = 'Tr0ubadour-and-3-horses'
const course = 'course-v1:edX+toy+2012_Fall'
let started: StartedProduct
beforeAll(async () => {
  started = await startProduct('production')
}, 2 * minutes)
afterAll(() => started?.close(), 2 * minutes)

/** Runs the served checks one after the other and reports every sentence that is not true. */
async function everythingIsServed(name: string): Promise<void> {
  const { portal } = started.product
  const failures: string[] = []
  for (const each of servedChecks(portal, name, addressesOf(await portal.environment(name)), course))
    await each.run().catch((error: unknown) => failures.push(`${each.sentence}: ${String(error)}`))
  expect(failures).toEqual([])
}

/** Ids of the containers that hold data, sessions and tasks. */
async function dataContainers(name: string): Promise<string[]> {
  const data = ['mysql', 'mongodb', 'redis']
  const containers = await started.product.containers(name)
  return containers
    .filter((each) => data.includes(each.Labels['com.docker.compose.service'] ?? ''))
    .map((each) => each.Id)
    .toSorted()
}

describe('an environment of kind production, Redis as cache and broker', () => {
  let name: string
  test('is served after one deploy', { timeout: 12 * minutes }, async () => {
    const settings = { lms: { EMAIL_HOST_PASSWORD: '${EMAIL_HOST_PASSWORD}' } }
    const secrets = { EMAIL_HOST_PASSWORD: mailPassword }
    name = await createSampleEnvironment(started.product, 'redis', { settings }, { secrets })
    const deployment = await started.product.portal.done(`/environments/${name}/deployments`, {}, 12 * minutes)
    expect(deployment.result.commit).toMatch(/^[0-9a-f]{40}$/)
    await everythingIsServed(name)
  })

  test('publishes nothing but nginx', async () => {
    const containers = await started.product.containers(name)
    const publishing = containers.filter((each) => each.Ports.some((port) => port.PublicPort !== undefined))
    expect(publishing.map((each) => each.Labels['com.docker.compose.service'])).toEqual(['nginx'])
  })

  test('has an empty plan on a second deploy, and no container is touched', { timeout: 3 * minutes }, async () => {
    const before = (await started.product.containers(name)).map((each) => each.Id).toSorted()
    const plan = await started.product.portal.done(`/environments/${name}/plans`, {}, 2 * minutes)
    expect(plan.result.plan).toMatch(/nothing to do/i)
    await started.product.portal.done(`/environments/${name}/deployments`, {}, 3 * minutes)
    expect((await started.product.containers(name)).map((each) => each.Id).toSorted()).toEqual(before)
  })

  test('runs any manage.py command with its output and exit code', { timeout: 2 * minutes }, async () => {
    const { portal } = started.product
    const shown = await portal.done(
      `/environments/${name}/manage`,
      { command: 'manage', service: 'lms', arguments: ['showmigrations', '--plan'] },
      minutes,
    )
    expect(shown.result.exitCode).toBe(0)
    expect((await portal.log(shown.id)).join('\n')).toContain('[X]')
    const queued = await portal.start(`/environments/${name}/manage`, {
      command: 'manage',
      service: 'cms',
      arguments: ['no_such_command'],
    })
    const failed = await portal.finished(queued.id, minutes)
    expect(failed.state).toBe('failed')
    expect(failed.result.exitCode).toBe(1)
  })

  test('is deployed, managed and read from the command line, as by a pipeline', { timeout: 3 * minutes }, async () => {
    const { portal } = started.product
    const signedIn = { FUN_URL: portal.url, FUN_TOKEN: portal.token }
    const deployed = await fun(['deploy', name], signedIn)
    expect(deployed.exitCode, deployed.stderr).toBe(0)
    expect(deployed.stdout).toContain(addressesOf(await portal.environment(name)).lms)
    const checked = await fun(['run', name, '--', 'manage.py', 'lms', 'no_such_command'], signedIn)
    expect(checked).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no_such_command') })
    const since = new Date(Date.now() - 60 * minutes).toISOString()
    const log = await fun(['logs', name, 'lms', '--since', since, '--tail', '5'], signedIn)
    expect(log.exitCode, log.stderr).toBe(0)
    expect(log.stdout.trimEnd().split('\n')).toHaveLength(5)
  })

  test('makes a superuser without its password in any log', { timeout: 2 * minutes }, async () => {
    const password = superuserPassword
    const made = await started.product.portal.done(
      `/environments/${name}/manage`,
      { command: 'superuser', username: 'chief', email: 'chief@example.com', password },
      minutes,
    )
    expect((await started.product.portal.log(made.id)).join('\n')).not.toContain(password)
  })

  test('stops within 10 s a service by SIGTERM, never by SIGKILL, and starts again', {
    timeout: 5 * minutes,
  }, async () => {
    const running = await started.product.containers(name)
    await started.product.portal.done(`/environments/${name}/stop`, {}, 2 * minutes)
    expect((await exits(started.product.docker, running)).filter((each) => each.exitCode === 137)).toEqual([])
    await started.product.portal.done(`/environments/${name}/start`, {}, 3 * minutes)
    const { lms } = addressesOf(await started.product.portal.environment(name))
    await expect
      .poll(async () => (await fetch(`${lms}/heartbeat`)).status, { timeout: 60_000, interval: 500 })
      .toBe(200)
  })

  test('a change of code rebuilds only the code, every visitor sees it at once, and nobody is signed out', {
    timeout: 4 * minutes,
  }, async () => {
    const { lms } = addressesOf(await started.product.portal.environment(name))
    const marker = `of-this-run-${started.product.prefix}`
    const account = { username: 'stays', email: 'stays@example.com', password: 'Correct-horse-battery' }
    const visitor = new Visitor()
    await visitor.register(lms, account)
    // The LMS keeps this page for everybody, for three minutes.
    expect(await (await fetch(`${lms}/`)).text()).not.toContain(marker)
    const before = await dataContainers(name)
    // A commit of this very run: parts are named by their content, and the same commit twice would build nothing.
    await commitOn(
      started.repository,
      'python-now',
      async (folder) => {
        const page = path.join(folder, 'lms/templates/index.html')
        const text = await readFile(page, 'utf8')
        await writeFile(page, text.replace('<section', `<!-- ${marker} -->\n<section`))
      },
      'change/python',
    )
    const deployment = await started.product.portal.done(
      `/environments/${name}/deployments`,
      { reference: 'python-now' },
      4 * minutes,
    )
    const { items } = builds.parse(await started.product.portal.call('GET', `/builds?operation=${deployment.id}`))
    expect(items.filter((each) => !each.reused).map((each) => each.part)).toEqual(['code'])
    expect(deployment.result.affected).toBe('code; reused: python, node, assets; static files kept; no migration')
    const answer = await fetch(`${lms}/heartbeat`)
    expect(answer.headers.get('x-platform-change')).toBe('python')
    expect(await (await fetch(`${lms}/`)).text()).toContain(marker)
    expect(await (await visitor.get(`${lms}/dashboard`)).text()).toContain(account.username)
    expect(await dataContainers(name)).toEqual(before)
  })

  test('a commit that does not start is never served', { timeout: 4 * minutes }, async () => {
    const queued = await started.product.portal.start(`/environments/${name}/deployments`, {
      reference: 'change/broken',
    })
    const failed = await started.product.portal.finished(queued.id, 4 * minutes)
    expect(failed.state).toBe('failed')
    expect(JSON.stringify(failed.problem)).toContain('SyntaxError')
    const { lms } = addressesOf(await started.product.portal.environment(name))
    expect((await fetch(`${lms}/heartbeat`)).headers.get('x-platform-change')).toBe('python')
  })

  test('goes back over a migration and forward again, without its repository, a build or another migration', {
    timeout: 5 * minutes,
  }, async () => {
    const { portal, directory } = started.product
    await portal.done(`/environments/${name}/deployments`, { reference: 'change/migration' }, 3 * minutes)
    const { items } = revisions.parse(await portal.call('GET', `/environments/${name}/revisions`))
    const [now, before] = items.filter((each) => each.kept)
    expect(now?.appliedMigrations).toEqual([expect.stringMatching(/^courseware\.\d+_platform_change$/)])
    const { lms } = addressesOf(await portal.environment(name))
    const deploy = async (order: object) => portal.done(`/environments/${name}/deployments`, order, 2 * minutes)
    const change = async () => (await fetch(`${lms}/heartbeat`)).headers.get('x-platform-change')
    const folders = [started.repository, path.join(directory, 'mirrors')]
    for (const folder of folders) await rename(folder, `${folder}-away`)
    try {
      const plan = await portal.done(`/environments/${name}/plans`, { revisionId: before?.id }, minutes)
      expect(plan.result.plan).toContain('image changed')
      expect(plan.result.plan).toMatch(
        /^! migration lms\/djangoapps\/courseware\/migrations\/\d+_platform_change\.py: /m,
      )
      expect(plan.result.imagesGone).toEqual([])
      const order = { revisionId: before?.id, planHash: plan.result.planHash }
      const refused = await portal.start(`/environments/${name}/deployments`, order)
      expect((await portal.finished(refused.id, minutes)).problem?.code).toBe('migrations-since')
      const back = await deploy({ ...order, acceptMigrations: true })
      expect(back.result).toMatchObject({ backTo: before?.number, commit: before?.commit })
      expect(builds.parse(await portal.call('GET', `/builds?operation=${back.id}`)).items).toEqual([])
      expect(await change()).toBe('python')
      expect((await portal.environment(name)).heldCommit).toBe(now?.commit)
      const forward = await deploy({ revisionId: now?.id })
      for (const { steps } of [back, forward])
        expect(steps.map(({ key }) => key).filter((key) => /^job-migrate|^build-|^fetch$/.test(key))).toEqual([])
      expect(await change()).toBeNull()
      expect((await portal.environment(name)).heldCommit).toBeNull()
    } finally {
      for (const folder of folders) await rename(`${folder}-away`, folder)
    }
  })

  test('goes on while the key of all secrets is changed, and its audit log holds', {
    timeout: 3 * minutes,
  }, async () => {
    const { product } = started
    expect(await product.command('rotate-key')).toMatch(
      /^Everything is under the key [0-9a-f]{16} \([1-9]\d* values were not\); earlier keys are kept: [0-9a-f]{16}\.\n$/,
    )
    const order = { reference: 'change/migration' }
    await product.portal.done(`/environments/${name}/deployments`, order, 2 * minutes)
    expect(await product.command('rotate-key', '--forget')).toContain('(0 values were not); no earlier key is kept.')
    const checked = { command: 'manage', service: 'lms', arguments: ['showmigrations', '--plan'] }
    expect((await product.portal.done(`/environments/${name}/manage`, checked, minutes)).result.exitCode).toBe(0)
    expect(await product.command('audit-verify')).toMatch(/^All [1-9]\d* entries hold\. The last: \d+ [0-9a-f]{64}\n$/)
  })

  test('no secret, given or generated, is in any answer, event, log or row of the database', {
    timeout: 4 * minutes,
  }, async () => {
    const { portal, directory } = started.product
    const credentials = { user: 'reader', password: 'of-the-private-source' }
    await portal.call('POST', '/sources', { name: 'private', url: 'https://example.org/private.git', credentials })
    const hook = webhookSecret.parse(await portal.call('POST', '/sources/sample/webhook-secret', {}))
    const channelUrl = 'https://chat.example.org/hooks/of-the-chat-channel'
    await portal.call('POST', '/notification-channels', {
      name: 'chat',
      settings: { kind: 'mattermost', url: channelUrl },
    })
    await portal.call('PUT', `/environments/${name}/secrets/LATER_TOKEN`, { value: 'set-while-it-served' })
    // As careless as code can be: everything that the container was given, plainly and in base64.
    const careless =
      'import os, base64; print(dict(os.environ)); print(base64.b64encode(repr(dict(os.environ)).encode()).decode())'
    const order = { command: 'manage', service: 'lms', arguments: ['shell', '-c', careless] }
    const printed = await portal.done(`/environments/${name}/manage`, order, 2 * minutes)
    expect((await portal.log(printed.id)).join('\n')).toContain('[redacted]')
    const plaintexts = new Map([
      ...(await keptPlaintexts(started)),
      ['mail', mailPassword],
      ['superuser', superuserPassword],
      ['source', credentials.password],
      ['webhook', hook.secret],
      ['channel', channelUrl],
      ['token', portal.token],
    ])
    expect(plaintexts.size).toBeGreaterThan(15)
    const { items } = page(operation).parse(await portal.call('GET', '/operations?limit=200'))
    const [shown] = revisions.parse(await portal.call('GET', `/environments/${name}/revisions`)).items
    const answers = await answersOfAllRoutes(started, {
      environment: name,
      source: 'private',
      operation: printed.id,
      revision: shown?.id ?? '',
      secret: 'EMAIL_HOST_PASSWORD',
      channel: 'chat',
      service: 'lms',
    })
    expect(answers.length).toBeGreaterThan(25)
    const events = await eventsOf(
      started,
      items.map(({ id }) => id),
    )
    const texts = [
      ...answers,
      ...events,
      ...(await processLogs(directory)),
      ...(await databaseTexts(started.databaseUrl)),
    ]
    expect(leaksIn(texts, plaintexts)).toEqual([])
    expect(leaksIn([{ from: 'here', text: `it was ${mailPassword}` }], plaintexts)).not.toEqual([])
  })

  test('what it used, and how LMS and CMS answered, has been measured all the while', {
    timeout: 3 * minutes,
  }, async () => {
    const visitor = new Visitor()
    const { lms } = addressesOf(await started.product.portal.environment(name))
    const measured = async () => {
      await visitor.get(`${lms}/heartbeat`)
      const { series } = environmentMetrics.parse(
        await started.product.portal.call('GET', `/environments/${name}/metrics`),
      )
      const known = series.filter(({ values }) => values.some((value) => value !== null))
      return known.map(({ metric, service }) => `${service} ${metric}`)
    }
    // Rows come once a minute.
    await expect
      .poll(measured, { timeout: 150_000, interval: 3_000 })
      .toEqual(
        expect.arrayContaining([
          ...['nginx', 'lms', 'cms', 'lms-worker', 'mysql', 'redis'].map((service) => `${service} cpu`),
          'mysql memory',
          'lms network-received',
          'lms requests',
          'lms errors',
          'lms response-time-p95',
          'lms-worker tasks-waiting',
        ]),
      )
  })

  test('is destroyed only when its name is typed, and leaves nothing', { timeout: 2 * minutes }, async () => {
    const refused = await started.product.portal.request('POST', `/environments/${name}/destroy`, {
      name: 'other',
      removeData: true,
    })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    await started.product.portal.done(`/environments/${name}/destroy`, { name, removeData: true }, 2 * minutes)
    expect(await started.product.containers(name)).toEqual([])
    const { Volumes } = await started.product.docker.listVolumes({
      filters: { label: [`com.docker.compose.project=${name}`] },
    })
    expect(Volumes).toEqual([])
  })
})

test('memcached and RabbitMQ serve as the other pair of cache and broker', { timeout: 8 * minutes }, async () => {
  const name = await createSampleEnvironment(started.product, 'rabbit', {
    cache: { kind: 'memcached' },
    broker: { kind: 'rabbitmq' },
  })
  await started.product.portal.done(`/environments/${name}/deployments`, {}, 6 * minutes)
  await everythingIsServed(name)
  await started.product.portal.done(`/environments/${name}/destroy`, { name, removeData: true }, 2 * minutes)
})
