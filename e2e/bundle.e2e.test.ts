import { execFile } from 'node:child_process'
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressesOf } from './served-checks.ts'
import { createSampleEnvironment, freePorts, type StartedProduct, startProduct } from './started-product.ts'

const run = promisify(execFile)
const minutes = 60_000
const compose = path.resolve(import.meta.dirname, '../var/tools/docker-compose')
let started: StartedProduct
/** Compose is built with Go; on a machine with neither, the tests here are skipped and counted as such. */
const hasJudge = await access(compose)
  .catch(() => run('go', ['version']))
  .then(
    () => true,
    () => false,
  )

/** Fills the placeholders of a bundle's `.env` the way its README tells a person to. */
async function withSecrets(text: string): Promise<string> {
  const { generateSecrets } = await import('../apps/api/src/usecases/environments/secrets.ts')
  const values: Record<string, string> = generateSecrets()
  return text.replace(/^([A-Z][A-Z0-9_]*)=.*$/gm, (_line, key: string) => `${key}='${values[key] ?? ''}'`)
}

/** Adds the containers' last words to a failure of `docker compose up`. */
async function explain(folder: string, error: unknown): Promise<never> {
  const logs = await judge(['--profile', 'jobs', 'logs', '--tail', '30'], folder)
  throw new Error(`${String(error)}\n${logs.stdout.slice(-6000)}`)
}

beforeAll(async () => {
  if (!hasJudge) return
  await run(path.resolve(import.meta.dirname, '../scripts/make-docker-compose'), { maxBuffer: 64 * 1024 * 1024 })
  started = await startProduct('bundle')
}, 12 * minutes)
afterAll(() => started?.close(), 2 * minutes)

const judge = (args: string[], cwd?: string) =>
  run(compose, args, { ...(cwd === undefined ? {} : { cwd }), maxBuffer: 64 * 1024 * 1024, timeout: 8 * minutes })

/** Downloads the bundle of an environment into a folder of that name. */
async function exportBundle(name: string): Promise<string> {
  const folder = path.join(started.product.directory, 'bundles', name)
  await mkdir(folder, { recursive: true })
  const response = await started.product.portal.request('GET', `/environments/${name}/compose`)
  expect(response.status).toBe(200)
  const tar = path.join(folder, '..', `${name}.tar`)
  await writeFile(tar, Buffer.from(await response.arrayBuffer()))
  await run('tar', ['-xf', tar, '-C', folder])
  return folder
}

/** Destroys the environment, and brings the same up from its bundle with nothing but docker compose. */
async function servesFromBundle(name: string, folder: string): Promise<void> {
  const { portal } = started.product
  const { lms, cms } = addressesOf(await portal.environment(name))
  await portal.done(`/environments/${name}/destroy`, { name, removeData: true }, 2 * minutes)
  const environmentFile = path.join(folder, '.env')
  await writeFile(environmentFile, await withSecrets(await readFile(environmentFile, 'utf8')))
  try {
    await judge(['--profile', 'jobs', 'up', '-d', '--wait'], folder).catch((error: unknown) => explain(folder, error))
    for (const address of [lms, cms])
      await expect
        .poll(async () => (await fetch(`${address}/heartbeat`).catch(() => undefined))?.status, {
          timeout: 60_000,
          interval: 1000,
        })
        .toBe(200)
  } finally {
    await judge(['--profile', 'jobs', 'down', '-v', '--timeout', '20'], folder)
  }
}

test.skipIf(!hasJudge)(
  'docker compose sees the stack that the product made, accepts its bundle, and serves the same from it',
  {
    timeout: 15 * minutes,
  },
  async () => {
    const { portal } = started.product
    const name = await createSampleEnvironment(started.product, 'bundle', { cache: { kind: 'redis' } })
    await portal.done(`/environments/${name}/deployments`, {}, 8 * minutes)
    expect((await judge(['ls', '--format', 'json'])).stdout).toContain(name)
    const listed = await judge(['-p', name, 'ps', '--format', '{{.Service}} {{.State}}'])
    for (const service of ['mysql', 'mongodb', 'redis', 'lms', 'cms', 'lms-worker', 'cms-worker', 'nginx'])
      expect(listed.stdout).toContain(`${service} running`)

    const folder = await exportBundle(name)
    expect(await readFile(path.join(folder, '.env'), 'utf8')).toContain('MYSQL_PASSWORD=')
    const services = (await judge(['config', '--services'], folder)).stdout.trim().split('\n').toSorted()
    const running = (await started.product.containers(name))
      .map((each) => each.Labels['com.docker.compose.service'])
      .toSorted()
    expect(services).toEqual(running)
    await servesFromBundle(name, folder)
  },
)

test.skipIf(!hasJudge)(
  'the bundle of a development environment is accepted too, and serves the mounted tree',
  { timeout: 10 * minutes },
  async () => {
    const { portal } = started.product
    const tree = path.join(started.product.directory, 'tree')
    await run('git', ['clone', '-q', started.repository, tree])
    const name = await createSampleEnvironment(
      started.product,
      'devbundle',
      { kind: 'development', ...(await freePorts()) },
      { workingTree: tree },
    )
    await portal.done(`/environments/${name}/deployments`, {}, 8 * minutes)
    const folder = await exportBundle(name)
    const config = await judge(['config', '--services'], folder)
    expect(config.stdout).toContain('lms')
    await servesFromBundle(name, folder)
  },
)
