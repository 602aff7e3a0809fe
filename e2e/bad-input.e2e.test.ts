import { execFile } from 'node:child_process'
import { appendFile, mkdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describe as describeOperation, PortalRefusal } from './portal.ts'
import { commitOn } from './sample-repository.ts'
import { createSampleEnvironment, freePorts, type StartedProduct, startProduct } from './started-product.ts'

const run = promisify(execFile)
const minutes = 60_000
let started: StartedProduct
beforeAll(async () => {
  started = await startProduct('bad-input')
}, 2 * minutes)
afterAll(() => started?.close(), 2 * minutes)

/** Deploys and expects a failure with this code, a cure, and no container of the environment left. */
async function failsWith(name: string, code: string, body: Record<string, unknown> = {}): Promise<string> {
  const queued = await started.product.portal.start(`/environments/${name}/deployments`, body)
  const failed = await started.product.portal.finished(queued.id, 8 * minutes)
  expect(failed.state, describeOperation(failed)).toBe('failed')
  expect(failed.problem?.code, describeOperation(failed)).toBe(code)
  expect(failed.problem?.cure ?? '').not.toBe('')
  return JSON.stringify(failed.problem)
}

async function nothingHalfMade(name: string): Promise<void> {
  expect((await started.product.containers(name)).map((each) => each.Names[0])).toEqual([])
}

async function refusal(method: string, route: string, body: unknown): Promise<PortalRefusal['problem']> {
  const answer = await started.product.portal.call(method, route, body).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(answer instanceof PortalRefusal)) throw new Error(`${method} ${route} was not refused: ${String(answer)}`)
  return answer.problem
}

describe('what is refused at once, by the API', () => {
  test.each(['Demo', '1demo', 'a', 'demo_1', '../etc', 'x'.repeat(40)])('the environment name %s', async (name) => {
    const problem = await refusal('POST', '/environments', {
      name,
      source: 'sample',
      specification: { kind: 'production' },
    })
    expect(problem.status).toBe(422)
    expect(problem.errors?.map((each) => each.path)).toContain('name')
  })

  test.each(['file:///etc', '--upload-pack=touch /tmp/x', 'ext::sh -c id', 'http://169.254.169.254/x.git', '/etc'])(
    'the repository %s',
    async (url) => {
      expect((await refusal('POST', '/sources', { name: 'evil', url })).status).toBe(422)
    },
  )

  test('an unknown source, and a field that does not exist', async () => {
    expect(
      (
        await refusal('POST', '/environments', {
          name: 'nosource',
          source: 'none',
          specification: { kind: 'production' },
        })
      ).status,
    ).toBe(422)
    const problem = await refusal('POST', '/environments', {
      name: 'nofield',
      source: 'sample',
      specification: { kind: 'production', colour: 'red' },
    })
    expect(problem.status).toBe(422)
  })

  test('two environments on one port', async () => {
    const ports = await freePorts()
    const first = await createSampleEnvironment(started.product, 'first', ports)
    const problem = await refusal('POST', '/environments', {
      name: `${started.product.prefix}-other`,
      source: 'sample',
      specification: { kind: 'production', ...ports },
    })
    expect(problem.detail).toContain(first)
  })
})

describe('what is refused by the deploy, with nothing half-made left', () => {
  test('a reference that does not exist', { timeout: 2 * minutes }, async () => {
    const name = await createSampleEnvironment(started.product, 'noref')
    await failsWith(name, 'unknown-reference', { reference: 'no-such-branch' })
    await nothingHalfMade(name)
  })

  test('a repository that cannot be reached', { timeout: 2 * minutes }, async () => {
    const gone = path.join(started.product.directory, 'gone.git')
    await mkdir(gone)
    await started.product.portal.call('POST', '/sources', { name: 'gone', url: gone })
    await rm(gone, { recursive: true })
    const name = await createSampleEnvironment(started.product, 'gone', {}, { source: 'gone' })
    await failsWith(name, 'repository-unreachable')
    await nothingHalfMade(name)
  })

  test('a repository that is no platform', { timeout: 2 * minutes }, async () => {
    await commitOn(started.repository, 'no-platform', async (folder) => {
      await rm(path.join(folder, 'manage.py'))
      await rm(path.join(folder, 'cms'), { recursive: true })
    })
    const name = await createSampleEnvironment(started.product, 'noplatform', {}, { reference: 'no-platform' })
    expect(await failsWith(name, 'not-a-platform')).toContain('manage.py')
    await nothingHalfMade(name)
  })

  test('a legacy release, with the reason', { timeout: 2 * minutes }, async () => {
    const name = await createSampleEnvironment(started.product, 'legacy', { release: 'hawthorn' })
    expect(await failsWith(name, 'release-not-buildable')).toContain('2.7')
    await nothingHalfMade(name)
  })

  test('a requirement that does not install', { timeout: 8 * minutes }, async () => {
    await commitOn(started.repository, 'bad-requirement', (folder) =>
      appendFile(path.join(folder, 'requirements/edx/base.txt'), '\nno-such-package-fun-platform==9.9.9\n'),
    )
    const name = await createSampleEnvironment(started.product, 'badreq', {}, { reference: 'bad-requirement' })
    expect(await failsWith(name, 'requirements-failed')).toContain('no-such-package-fun-platform')
    await nothingHalfMade(name)
  })

  test('a failing asset build', { timeout: 8 * minutes }, async () => {
    await commitOn(started.repository, 'bad-assets', (folder) =>
      appendFile(path.join(folder, 'lms/static/sass/lms-main.scss'), '\n.broken { color: \n'),
    )
    const name = await createSampleEnvironment(started.product, 'badassets', {}, { reference: 'bad-assets' })
    await failsWith(name, 'assets-failed')
    await nothingHalfMade(name)
  })

  test('a port that another process holds, named', { timeout: 2 * minutes }, async () => {
    const ports = await freePorts()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(ports.lms.port, '127.0.0.1', resolve))
    try {
      const name = await createSampleEnvironment(started.product, 'port', ports)
      expect(await failsWith(name, 'port-taken')).toContain(String(ports.lms.port))
      await nothingHalfMade(name)
    } finally {
      server.close()
    }
  })

  test('a failing migration: the problem holds its traceback, and a mended commit goes through', {
    timeout: 10 * minutes,
  }, async () => {
    await commitOn(
      started.repository,
      'bad-migration',
      async (folder) => {
        const { stdout } = await run('git', [
          '-C',
          folder,
          'diff',
          '--name-only',
          '--diff-filter=A',
          'origin/main',
          'HEAD',
        ])
        const failing = [
          '\n\ndef fail(apps, schema_editor):',
          "    raise RuntimeError('this migration fails')",
          '\n\nMigration.operations = [migrations.RunPython(fail)]\n',
        ].join('\n')
        await appendFile(path.join(folder, stdout.trim()), failing)
      },
      'change/migration',
    )
    const name = await createSampleEnvironment(started.product, 'badmigration', {}, { reference: 'bad-migration' })
    expect(await failsWith(name, 'migration-failed')).toContain('this migration fails')
    const environment = await started.product.portal.environment(name)
    expect(environment.serving).toBeNull()
    await started.product.portal.done(
      `/environments/${name}/deployments`,
      { reference: 'change/migration' },
      6 * minutes,
    )
    await started.product.portal.done(`/environments/${name}/destroy`, { name, removeData: true }, 2 * minutes)
    await nothingHalfMade(name)
  })
})

test('a disk that is nearly full is said before anything is made', { timeout: 3 * minutes }, async () => {
  await started.product.end('worker')
  started.product.startWorker('worker', { FUN_DISK_FREE_BYTES_MIN: String(10 ** 15) })
  const name = await createSampleEnvironment(started.product, 'disk')
  await failsWith(name, 'disk-full')
  await nothingHalfMade(name)
  await started.product.end('worker')
  started.product.startWorker()
})
