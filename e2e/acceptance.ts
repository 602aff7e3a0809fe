/**
 * `make acceptance REPOSITORY=<bare repository or URL>`: provisions a real platform in both kinds through REST with a product of its own
 * (API, worker, Redis, database on free ports) and checks what "served" means. Prints Markdown for docs/measurements.md.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { Operation } from '@fun/contract/resources'
import { startTestDatabase } from '../scripts/test-services.ts'
import { describe } from './portal.ts'
import { Product } from './product.ts'
import { addressesOf, servedChecks } from './served-checks.ts'
import { exits, memoryByService, operationSeconds, stepSeconds, stepTable, treeState } from './stack-facts.ts'

const run = promisify(execFile)
const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    reference: { type: 'string', default: 'main' },
    course: { type: 'string', default: 'course-v1:edX+toy+2012_Fall' },
    release: { type: 'string', default: 'teak' },
    kinds: { type: 'string', default: 'production,development' },
    keep: { type: 'boolean', default: false },
  },
})
if (values.repository === undefined) {
  console.error('acceptance: name the platform: make acceptance REPOSITORY=/path/to/platform.git')
  process.exit(2)
}
const repository = values.repository.includes('://') ? values.repository : path.resolve(values.repository)
const hour = 3_600_000
const base = path.resolve(import.meta.dirname, '../var/acceptance')
await mkdir(base, { recursive: true })
const directory = await mkdtemp(path.join(base, 'run-'))
const database = await startTestDatabase('acceptance')
const product = new Product(database.url, directory)
const failures: string[] = []

async function check(sentence: string, body: () => Promise<string>): Promise<void> {
  const started = Date.now()
  try {
    const seen = await body()
    console.log(
      `- ok   ${sentence} (${((Date.now() - started) / 1000).toFixed(1)} s): ${seen.replaceAll('\n', ' ').slice(0, 160)}`,
    )
  } catch (error) {
    failures.push(sentence)
    console.log(`- FAIL ${sentence}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function progress(): (current: Operation) => void {
  const seen = new Map<string, string>()
  return (current) => {
    for (const step of current.steps) {
      if (seen.get(step.key) === step.state) continue
      seen.set(step.key, step.state)
      if (step.state === 'succeeded' || step.state === 'failed')
        console.error(`  ${step.state} ${step.title} ${stepSeconds(step)?.toFixed(1)} s ${step.detail}`)
    }
  }
}

async function deploy(name: string): Promise<Operation> {
  const queued = await product.portal.start(`/environments/${name}/deployments`)
  const ended = await product.portal.finished(queued.id, hour, progress())
  await writeFile(path.join(directory, `${name}-${ended.id}.log`), (await product.portal.log(ended.id)).join('\n'))
  if (ended.state !== 'succeeded') throw new Error(describe(ended))
  return ended
}

async function create(
  name: string,
  kind: string,
  ports: [number, number, number, number],
  workingTree?: string,
): Promise<void> {
  const [lms, cms, lmsDevelopment, cmsDevelopment] = ports
  await product.portal.call('POST', '/environments', {
    name,
    source: 'platform',
    reference: values.reference,
    specification: {
      kind,
      release: values.release,
      lms: { port: lms, developmentPort: lmsDevelopment },
      cms: { port: cms, developmentPort: cmsDevelopment },
    },
    ...(workingTree === undefined ? {} : { workingTree }),
  })
}

async function served(name: string): Promise<void> {
  const environment = await product.portal.environment(name)
  for (const each of servedChecks(product.portal, name, addressesOf(environment), values.course))
    await check(`${name}: ${each.sentence}`, each.run)
  await check(`${name}: a second deploy has an empty plan`, async () => {
    const again = await deploy(name)
    if (!/^nothing to do/i.test(String(again.result.plan))) throw new Error(String(again.result.plan))
    return `${operationSeconds(again).toFixed(1)} s`
  })
  console.log(
    `\nMemory of \`${name}\` (MB): ${JSON.stringify(await memoryByService(product.docker, await product.containers(name)))}\n`,
  )
}

async function stopped(name: string): Promise<void> {
  await check(`${name}: SIGTERM ends every container, none with 137`, async () => {
    const running = (await product.containers(name)).filter((each) => each.State === 'running')
    const operation = await product.portal.done(`/environments/${name}/stop`, {}, 180_000)
    const codes = await exits(product.docker, running)
    const killed = codes.filter((each) => each.exitCode === 137)
    if (killed.length > 0) throw new Error(`killed: ${killed.map((each) => each.service).join(', ')}`)
    return `${operationSeconds(operation).toFixed(1)} s; ${codes.map((each) => `${each.service} ${each.exitCode}`).join(', ')}`
  })
}

async function production(): Promise<void> {
  const name = `${product.prefix}-prod`
  await create(name, 'production', [28073, 28083, 28072, 28082])
  const cold = await deploy(name)
  console.log(`\n### Cold provision, production: ${operationSeconds(cold).toFixed(0)} s\n\n${stepTable(cold)}\n`)
  await served(name)
  const second = `${product.prefix}-second`
  await create(second, 'production', [28173, 28183, 28172, 28182])
  await check('a second environment of the same commit needs no image work (build steps under 3 s)', async () => {
    const operation = await deploy(second)
    const seconds = operation.steps
      .filter((step) => /^(build|part|image)/.test(step.key))
      .reduce((sum, step) => sum + (stepSeconds(step) ?? 0), 0)
    if (seconds >= 3) throw new Error(`image steps took ${seconds} s:\n${stepTable(operation)}`)
    return `${seconds.toFixed(1)} s of ${operationSeconds(operation).toFixed(0)} s`
  })
  await product.portal.done(`/environments/${second}/destroy`, { name: second, removeData: true }, 180_000)
  await stopped(name)
}

async function development(): Promise<void> {
  const name = `${product.prefix}-dev`
  const tree = path.join(directory, 'tree')
  await run('git', ['clone', '-q', '--branch', values.reference, repository, tree], { maxBuffer: 64 * 1024 * 1024 })
  const before = await treeState(tree)
  await create(name, 'development', [28273, 28283, 28272, 28282], tree)
  const cold = await deploy(name)
  console.log(`\n### Development: ${operationSeconds(cold).toFixed(0)} s\n\n${stepTable(cold)}\n`)
  await check(`${name}: runserver answers beside nginx`, async () => {
    for (const port of [28272, 28282]) {
      const { status } = await fetch(`http://localhost:${port}/heartbeat`, { signal: AbortSignal.timeout(30_000) })
      if (status !== 200) throw new Error(`port ${port} answers ${status}`)
    }
    return '28272, 28282'
  })
  await served(name)
  await stopped(name)
  await check(`${name}: the source tree is untouched`, async () => {
    const after = await treeState(tree)
    if (after.status !== before.status) throw new Error(`git status --ignored differs:\n${after.status.slice(0, 500)}`)
    if (after.listing !== before.listing) throw new Error('the listing of files differs')
    return `${after.listing.split('\n').length} files`
  })
}

/** Ends what this run started; with --keep its containers stay for a look. */
async function cleanUp(): Promise<void> {
  if (!values.keep) await product.stop()
  await database.stop()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)))

try {
  await product.start({ FUN_DEVELOPMENT_ROOTS: `${directory}:${path.dirname(repository)}` })
  await product.portal.call('POST', '/sources', { name: 'platform', url: repository })
  if (values.kinds.includes('production')) await production()
  if (values.kinds.includes('development')) await development()
} catch (error) {
  failures.push('the run itself')
  console.log(`- FAIL ${error instanceof Error ? error.message : String(error)}`)
} finally {
  await cleanUp()
  if (!values.keep && failures.length === 0) await rm(directory, { recursive: true, force: true })
}
console.log(
  failures.length === 0
    ? '\nAll checks hold.'
    : `\n${failures.length} checks failed: ${failures.join('; ')}\nLogs: ${directory}`,
)
process.exitCode = failures.length === 0 ? 0 : 1
