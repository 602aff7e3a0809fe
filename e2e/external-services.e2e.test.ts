import { randomBytes } from 'node:crypto'
import type Docker from 'dockerode'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../scripts/test-services.ts'
import { addressesOf, servedChecks } from './served-checks.ts'
import { createSampleEnvironment, type StartedProduct, startProduct } from './started-product.ts'

const minutes = 60_000
const password = randomBytes(12).toString('hex')
/** Containers of the default bridge reach each other through the host's address on it. */
const bridgeAddress = '172.17.0.1'
let started: StartedProduct
const outside: Docker.Container[] = []

beforeAll(async () => {
  started = await startProduct('external')
}, 2 * minutes)
afterAll(async () => {
  for (const container of outside) await container.remove({ force: true, v: true })
  await started?.close()
}, 2 * minutes)

/** Runs an image of the product as a server that is not the environment's; returns the port on the bridge's address. */
async function outsideServer(role: string, containerPort: number, Env: string[], Cmd?: string[]): Promise<number> {
  const { docker } = started.product
  const images = await docker.listImages({ filters: { reference: [`fun-platform/${role}`] } })
  const reference = images.flatMap((each) => each.RepoTags ?? []).find((tag) => tag.startsWith(`fun-platform/${role}:`))
  if (reference === undefined) throw new Error(`no image of ${role} on this engine`)
  const port = await freePort()
  const container = await docker.createContainer({
    Image: reference,
    Env,
    ...(Cmd === undefined ? {} : { Cmd }),
    Labels: { 'fun.test-run': started.product.prefix },
    HostConfig: { PortBindings: { [`${containerPort}/tcp`]: [{ HostIp: bridgeAddress, HostPort: String(port) }] } },
  })
  outside.push(container)
  await container.start()
  return port
}

test('MySQL, MongoDB, cache and broker that the team runs elsewhere take the place of each container', {
  timeout: 12 * minutes,
}, async () => {
  const { portal } = started.product
  // The images come from a first build: any environment of this host makes them.
  const maker = await createSampleEnvironment(started.product, 'maker')
  await portal.done(`/environments/${maker}/deployments`, {}, 8 * minutes)
  await portal.done(`/environments/${maker}/destroy`, { name: maker, removeData: true }, minutes)

  const mysql = await outsideServer('mysql', 3306, [
    `MYSQL_ROOT_PASSWORD=${password}`,
    'MYSQL_DATABASE=elsewhere',
    'MYSQL_USER=team',
    `MYSQL_PASSWORD=${password}`,
  ])
  const mongodb = await outsideServer('mongodb', 27017, [])
  const redis = await outsideServer('redis', 6379, [], ['redis-server', '--requirepass', password, '--bind', '0.0.0.0'])
  const name = await createSampleEnvironment(
    started.product,
    'outside',
    {
      mysql: {
        mode: 'external',
        host: bridgeAddress,
        port: mysql,
        user: 'team',
        database: 'elsewhere',
        passwordSecret: 'OUTSIDE_PASSWORD',
      },
      mongodb: { mode: 'external', host: bridgeAddress, port: mongodb, database: 'elsewhere' },
      cache: {
        kind: 'redis',
        service: { mode: 'external', host: bridgeAddress, port: redis, passwordSecret: 'OUTSIDE_PASSWORD' },
      },
      broker: {
        kind: 'redis',
        service: { mode: 'external', host: bridgeAddress, port: redis, passwordSecret: 'OUTSIDE_PASSWORD' },
      },
    },
    { secrets: { OUTSIDE_PASSWORD: password } },
  )
  // A database that is not ours is neither dumped nor filled from a dump.
  const { id } = await portal.start(`/environments/${name}/plans`, { snapshot: true })
  expect((await portal.finished(id, 2 * minutes)).problem?.code).toBe('snapshot-failed')
  await portal.done(`/environments/${name}/deployments`, {}, 8 * minutes)
  const services = (await started.product.containers(name))
    .map((each) => each.Labels['com.docker.compose.service'])
    .toSorted()
  expect(services).toEqual(['cms', 'cms-worker', 'lms', 'lms-worker', 'nginx'])
  const failures: string[] = []
  for (const each of servedChecks(
    portal,
    name,
    addressesOf(await portal.environment(name)),
    'course-v1:edX+toy+2012_Fall',
  ))
    await each.run().catch((error: unknown) => failures.push(`${each.sentence}: ${String(error)}`))
  expect(failures).toEqual([])
})
