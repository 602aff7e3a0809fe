/**
 * `make bench REPOSITORY=<bare repository>`: pushes fresh commits of every kind to an environment of kind production and measures, from the
 * webhook's answer to what a visitor sees through nginx. Beside them, in the same run: the floor (the same image started by hand), and with
 * CLASSIC=1 the recipe that copies the whole tree first. Prints Markdown for docs/measurements.md.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Operation } from '@fun/contract/resources'
import { z } from 'zod'
import { describe } from '../e2e/portal.ts'
import { Product } from '../e2e/product.ts'
import { addressesOf } from '../e2e/served-checks.ts'
import { operationSeconds, stepTable } from '../e2e/stack-facts.ts'
import { runProgram } from '../scripts/run-program.ts'
import { startTestDatabase } from '../scripts/test-services.ts'
import { classicSeconds } from './classic.ts'
import { median, row, secondsAtMost } from './figures.ts'
import { secondsToFirstAnswer } from './floor.ts'
import { type ChangeKind, changeKinds, type FreshCommit, FreshCommits } from './fresh-commits.ts'
import { steadyLoad } from './load.ts'
import { revisionAt, untilSeen } from './served.ts'

const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    release: { type: 'string' },
    kinds: { type: 'string', default: changeKinds.join(',') },
    rounds: { type: 'string', default: '5' },
    classic: { type: 'boolean', default: false },
    load: { type: 'boolean', default: true },
  },
  allowNegative: true,
})
if (values.repository === undefined) {
  console.error('bench: name the platform: make bench REPOSITORY=/path/to/platform.git')
  process.exit(2)
}
const repository = path.resolve(values.repository)
const rounds = Number(values.rounds)
const kinds = changeKinds.filter((kind) => values.kinds.split(',').includes(kind))
const release = values.release === undefined ? {} : { release: values.release }
const hour = 3_600_000
const accepted = z.object({ operations: z.array(z.object({ id: z.string() })).min(1) })
const webhookSecret = z.object({ url: z.string(), secret: z.string() })

const base = path.resolve(import.meta.dirname, '../var/bench')
await mkdir(base, { recursive: true })
const directory = await mkdtemp(path.join(base, 'run-'))
const bare = path.join(directory, 'platform.git')
const database = await startTestDatabase('bench')
const product = new Product(database.url, directory)
const slow: string[] = []

interface Served {
  seconds: number
  operation: Operation
}

/** One environment that follows `main`, and how a push to it is announced. */
class Target {
  readonly name: string
  readonly lms: string
  readonly cms: string
  readonly #secret: string
  private constructor(name: string, { lms, cms }: { lms: string; cms: string }, secret: string) {
    this.name = name
    this.lms = lms
    this.cms = cms
    this.#secret = secret
  }

  static async create(): Promise<Target> {
    const { portal, prefix } = product
    await portal.call('POST', '/sources', { name: 'platform', url: bare })
    const { secret } = webhookSecret.parse(await portal.call('POST', '/sources/platform/webhook-secret', {}))
    const name = `${prefix}-bench`
    await createEnvironment(name, 29073)
    const first = await portal.done(`/environments/${name}/deployments`, {}, hour)
    console.error(`  first deploy ${operationSeconds(first).toFixed(0)} s`)
    console.log(`First deploy: ${operationSeconds(first).toFixed(0)} s\n\n${stepTable(first)}\n`)
    return new Target(name, addressesOf(await portal.environment(name)), secret)
  }

  /** Tells the API of a push as a git host would. Returns the operation and the time at which the answer was there. */
  async announce(commit: FreshCommit): Promise<{ id: string; acceptedAt: number }> {
    const body = JSON.stringify({ ref: 'refs/heads/main', after: commit.commit })
    const signature = createHmac('sha256', this.#secret).update(body).digest('hex')
    const response = await fetch(`${product.portal.url}/api/v1/webhooks/generic/platform`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-signature-256': `sha256=${signature}`,
        'x-delivery': randomUUID(),
      },
      signal: AbortSignal.timeout(10_000),
    })
    const answer: unknown = await response.json()
    const acceptedAt = performance.now()
    if (response.status !== 202) throw new Error(`the webhook answered ${response.status}: ${JSON.stringify(answer)}`)
    const [operation] = accepted.parse(answer).operations
    if (operation === undefined) throw new Error('the webhook started nothing')
    return { id: operation.id, acceptedAt }
  }

  /** Pushes and waits until what the kind promises is there; then until the operation has ended. */
  async measure(commit: FreshCommit): Promise<Served> {
    const before = await revisionAt(this.lms)
    const { id, acceptedAt } = await this.announce(commit)
    const ended = commit.kind === 'docs' || commit.kind === 'broken'
    if (!ended) await untilSeen(this.lms, commit, before, hour)
    const seen = performance.now()
    const operation = await product.portal.finished(id, hour)
    if (ended)
      return { seconds: secondsSinceQueued(operation), operation: await this.checkUntouched(operation, commit, before) }
    if (operation.state !== 'succeeded') throw new Error(describe(operation))
    return { seconds: (seen - acceptedAt) / 1000, operation }
  }

  /** A change of prose, or a broken one, leaves what is served as it was. */
  async checkUntouched(operation: Operation, { kind }: FreshCommit, before: string): Promise<Operation> {
    const wanted = kind === 'broken' ? 'failed' : 'succeeded'
    if (operation.state !== wanted) throw new Error(describe(operation))
    if ((await revisionAt(this.lms)) !== before) throw new Error(`after ${kind} something else is served`)
    return operation
  }
}

/** From the webhook's transaction to the operation's end. */
function secondsSinceQueued({ queuedAt, finishedAt }: Operation): number {
  return (Date.parse(finishedAt ?? '') - Date.parse(queuedAt)) / 1000
}

async function createEnvironment(name: string, port: number): Promise<void> {
  await product.portal.call('POST', '/environments', {
    name,
    source: 'platform',
    reference: 'main',
    specification: {
      kind: 'production',
      ...release,
      lms: { port, developmentPort: port + 1 },
      cms: { port: port + 10, developmentPort: port + 11 },
    },
  })
}

async function measureKind(target: Target, commits: FreshCommits, kind: ChangeKind): Promise<number[]> {
  const seconds: number[] = []
  for (let round = 0; round < rounds; round++) {
    const served = await target.measure(await commits.push(kind))
    seconds.push(served.seconds)
    console.error(`  ${kind} ${served.seconds.toFixed(1)} s (load ${loadavg()[0]?.toFixed(1)})`)
    await writeFile(path.join(directory, `${kind}-${round}.md`), stepTable(served.operation))
    if (served.seconds > secondsAtMost[kind]) slow.push(`${kind}\n\n${stepTable(served.operation)}`)
  }
  return seconds
}

async function running(name: string, service: 'lms' | 'cms'): Promise<string> {
  const found = (await product.containers(name)).find(
    (each) => each.Labels['com.docker.compose.service'] === service && each.State === 'running',
  )
  if (found === undefined) throw new Error(`no ${service} runs`)
  return found.Id
}

/** `one`: the LMS alone. `both`: LMS and CMS side by side, which a deployment has to start, until the later one answers. */
async function floor(target: Target): Promise<{ one: number[]; both: number[] }> {
  const start = async (service: 'lms' | 'cms') =>
    secondsToFirstAnswer(product.docker, await running(target.name, service), new URL(target[service]).host)
  const one: number[] = []
  const both: number[] = []
  for (let round = 0; round < rounds; round++) {
    one.push(await start('lms'))
    both.push(Math.max(...(await Promise.all([start('lms'), start('cms')]))))
  }
  return { one, both }
}

async function underLoad(target: Target, commits: FreshCommits): Promise<string> {
  const stop = new AbortController()
  const load = steadyLoad(`${target.lms}/heartbeat`, 50, 90, stop.signal)
  const { seconds } = await target.measure(await commits.push('python'))
  stop.abort()
  const { requests, failed, p50Ms, p99Ms, failures } = await load
  const why = failed === 0 ? '' : `: ${[...new Set(failures)].join('; ')}`
  return `Under 50 requests per second to /heartbeat through nginx, each on a connection of its own: ${failed} of ${requests} failed${why}; p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms; served after ${seconds.toFixed(1)} s.`
}

async function secondEnvironment(): Promise<string> {
  const name = `${product.prefix}-second`
  await createEnvironment(name, 29173)
  const operation = await product.portal.done(`/environments/${name}/deployments`, {}, hour)
  await writeFile(path.join(directory, 'second.md'), stepTable(operation))
  await product.portal.done(`/environments/${name}/destroy`, { name, removeData: true }, 180_000)
  return `New environment from an existing build and baseline, until both heartbeats answer: ${operationSeconds(operation).toFixed(1)} s.`
}

async function nothingToDo(target: Target): Promise<string> {
  const seconds: number[] = []
  const before = product.door.requests
  for (let round = 0; round < rounds; round++)
    seconds.push(operationSeconds(await product.portal.done(`/environments/${target.name}/deployments`, {}, 180_000)))
  const calls = (product.door.requests - before) / rounds
  return `A deploy with nothing to do: ${median(seconds).toFixed(1)} s, ${calls.toFixed(0)} calls to the engine (those of the observer, every 5 s, counted too).`
}

async function classicRecipe(target: Target, commits: FreshCommits, python: number, restart: number): Promise<string> {
  const built = await product.portal.done(
    '/builds',
    { source: 'platform', reference: 'main', kind: 'development', ...release },
    hour,
  )
  const images = z.array(z.object({ reference: z.string() })).parse(built.result.images)
  const development = images.find((each) => each.reference.includes('openedx-development:'))
  if (development === undefined) throw new Error('no image for development was built')
  const seconds = await classicSeconds({
    docker: product.docker,
    checkout: commits.folder,
    baseImage: development.reference,
    lmsContainerId: await running(target.name, 'lms'),
    change: () => commits.push('python'),
  })
  const ratio = (seconds + restart) / python
  return `Classic recipe (bench/classic.Dockerfile) after the same one-line change: ${seconds.toFixed(0)} s to build; with a restart (the floor) ${ratio.toFixed(0)} × as long as the product takes.`
}

async function bench(): Promise<void> {
  await runProgram('git', ['clone', '-q', '--bare', '--', repository, bare], { timeoutMs: 120_000 })
  await product.start({ FUN_DEVELOPMENT_ROOTS: directory, FUN_POLL_SECONDS: '0' })
  const target = await Target.create()
  // Before anything is pushed: packages and migrations that are pushed later have no baseline.
  console.log(await secondEnvironment())
  const commits = await FreshCommits.clone(bare, path.join(directory, 'clone'))
  // The first increment of a kind fills caches that every later one finds.
  await target.measure(await commits.push('python'))
  const rows: string[] = []
  const taken = new Map<ChangeKind, number[]>()
  for (const kind of kinds) {
    taken.set(kind, await measureKind(target, commits, kind))
    rows.push(row(kind, taken.get(kind) ?? []))
  }
  const { one, both } = await floor(target)
  console.log(`\n| change | median | at most | each |\n| --- | ---: | ---: | --- |\n${rows.join('\n')}\n`)
  const python = median(taken.get('python') ?? [])
  const ofFloor = (seconds: number[]) =>
    `${median(seconds).toFixed(1)} s (${seconds.map((each) => each.toFixed(1)).join(' · ')}); python is ${(python / median(seconds)).toFixed(2)} × that.`
  console.log(`Floor, the LMS's image by \`docker run\` to its first 200: ${ofFloor(one)}`)
  console.log(`LMS and CMS side by side, by \`docker run\`, until both have answered 200: ${ofFloor(both)}`)
  if (values.load) console.log(await underLoad(target, commits))
  console.log(await nothingToDo(target))
  if (values.classic) console.log(await classicRecipe(target, commits, python, median(one)))
  if (slow.length > 0) console.log(`\nSlower than asked:\n\n${slow.join('\n\n')}`)
}

async function cleanUp(): Promise<void> {
  await product.stop()
  await database.stop()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)))

try {
  await bench()
} catch (error) {
  console.log(`bench: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await cleanUp()
  if (process.exitCode === undefined) await rm(directory, { recursive: true, force: true })
  else console.log(`Logs: ${directory}`)
}
