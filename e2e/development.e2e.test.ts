import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressesOf, servedChecks } from './served-checks.ts'
import { exits, treeState } from './stack-facts.ts'
import { createSampleEnvironment, freePorts, type StartedProduct, startProduct } from './started-product.ts'

const run = promisify(execFile)
const minutes = 60_000
let started: StartedProduct
beforeAll(async () => {
  started = await startProduct('development')
}, 2 * minutes)
afterAll(() => started?.close(), 2 * minutes)

/** What a command prints in a running container, errors too. */
async function outputOf(containerId: string, command: string[], environment: string[]): Promise<string> {
  const options = { Cmd: command, Env: environment, AttachStdout: true, AttachStderr: true, Tty: true }
  const exec = await started.product.docker.getContainer(containerId).exec(options)
  const chunks: Buffer[] = []
  for await (const chunk of await exec.start({ Tty: true })) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

describe('an environment of kind development', () => {
  let name: string
  let tree: string
  let before: Awaited<ReturnType<typeof treeState>>
  let ports: Awaited<ReturnType<typeof freePorts>>

  test('is served from the mounted working tree, through nginx and straight from runserver', {
    timeout: 12 * minutes,
  }, async () => {
    tree = path.join(started.product.directory, 'tree')
    await run('git', ['clone', '-q', started.repository, tree])
    before = await treeState(tree)
    ports = await freePorts()
    name = await createSampleEnvironment(
      started.product,
      'dev',
      { kind: 'development', ...ports },
      { workingTree: tree },
    )
    await started.product.portal.done(`/environments/${name}/deployments`, {}, 12 * minutes)
    for (const port of [ports.lms.developmentPort, ports.cms.developmentPort])
      expect((await fetch(`http://localhost:${port}/heartbeat`)).status).toBe(200)
    const failures: string[] = []
    const environment = await started.product.portal.environment(name)
    for (const each of servedChecks(
      started.product.portal,
      name,
      addressesOf(environment),
      'course-v1:edX+toy+2012_Fall',
    ))
      await each.run().catch((error: unknown) => failures.push(`${each.sentence}: ${String(error)}`))
    expect(failures).toEqual([])
  })

  test('publishes no database', async () => {
    const publishing = (await started.product.containers(name)).filter((each) =>
      each.Ports.some((port) => port.PublicPort !== undefined),
    )
    expect(publishing.map((each) => each.Labels['com.docker.compose.service']).toSorted()).toEqual([
      'cms',
      'lms',
      'nginx',
    ])
  })

  test('has an empty plan on a second deploy', { timeout: 3 * minutes }, async () => {
    const again = await started.product.portal.done(`/environments/${name}/plans`, {}, 2 * minutes)
    expect(again.result.plan).toMatch(/nothing to do/i)
  })

  test('leaves the source tree untouched', async () => {
    const after = await treeState(tree)
    expect(after.status).toBe(before.status)
    expect(after.listing).toBe(before.listing)
  })

  test('serves an edited file of the working tree without a deploy', { timeout: 2 * minutes }, async () => {
    const { stdout } = await run('git', ['-C', tree, 'diff', '--name-only', 'origin/main', 'origin/change/python'])
    const file = stdout.trim()
    const changed = await run('git', ['-C', tree, 'show', `origin/change/python:${file}`])
    const original = await readFile(path.join(tree, file))
    await writeFile(path.join(tree, file), changed.stdout)
    const header = async () =>
      fetch(`http://localhost:${ports.lms.developmentPort}/heartbeat`).then(
        (response) => response.headers.get('x-platform-change'),
        () => null,
      )
    await expect.poll(header, { timeout: 60_000, interval: 500 }).toBe('python')
    await writeFile(path.join(tree, file), original)
  })

  test('style sheets that builds keep for the next are those that libsass would make', {
    timeout: 2 * minutes,
  }, async () => {
    const repository = path.resolve(import.meta.dirname, '..')
    const module = await readFile(path.join(repository, 'docker/openedx/bin/sass_cache.py'), 'utf8')
    const check = await readFile(path.join(repository, 'e2e/sass_cache_check.py'), 'utf8')
    const services = await started.product.containers(name)
    const lms = services.find((each) => each.Labels['com.docker.compose.service'] === 'lms')
    const printed = await outputOf(lms?.Id ?? '', ['/openedx/sass/bin/python', '-c', check], [`MODULE=${module}`])
    expect(JSON.parse(printed)).toEqual({
      nothing: 0,
      'an import of an import': 1,
      'a file that stands before another in the search': 1,
      'a sheet that fails': 0,
      'the same once more': 0,
      'a sheet of another name': 1,
    })
  })

  test('stops by SIGTERM, never by SIGKILL', { timeout: 3 * minutes }, async () => {
    const running = await started.product.containers(name)
    await started.product.portal.done(`/environments/${name}/stop`, {}, 2 * minutes)
    expect((await exits(started.product.docker, running)).filter((each) => each.exitCode === 137)).toEqual([])
  })

  test('refuses a working tree outside of the roots that the server allows', async () => {
    const refused = await started.product.portal.request('POST', '/environments', {
      name: `${started.product.prefix}-etc`,
      source: 'sample',
      specification: { kind: 'development' },
      workingTree: '/etc',
    })
    expect(refused.status).toBe(422)
  })
})
