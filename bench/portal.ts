/**
 * `make bench-portal`: the budgets of the portal on its production build, in Debian's Chromium: the fleet page with 200 environments and 10,000
 * operations on a processor slowed down four times; a log of 10,000 lines a second; and what the product takes while nothing happens. Prints Markdown
 * for docs/measurements.md; exits with 1 when a budget is passed. `--parts fleet,log,idle` chooses, `--environments` and `--minutes` are those of idle.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sampleInput } from '@fun/compose-model/sample-input'
import { environmentSpecification } from '@fun/compose-model/specification'
import { type Browser, chromium } from 'playwright-core'
import { Product } from '../e2e/product.ts'
import { createSampleEnvironment, startProduct } from '../e2e/started-product.ts'
import { freePort, startTestDatabase } from '../scripts/test-services.ts'
import { seedDatabase } from './api-seed.ts'
import { median } from './figures.ts'
import { firstLoad, idleRequests, interactions } from './portal-fleet.ts'
import { idleUse } from './portal-idle.ts'
import { logAtRate } from './portal-log.ts'

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: 'fleet,log,idle' },
    rounds: { type: 'string', default: '5' },
    environments: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '5' },
  },
})
const parts = values.parts.split(',')
const repository = path.resolve(import.meta.dirname, '..')
const server = path.join(repository, 'apps/web/.next/standalone/apps/web/server.js')
const budgets = {
  paintMs: 1_000,
  interactionMs: 200,
  scriptKb: 250,
  longFrameShare: 0.01,
  memoryMb: 350,
  cpuShare: 0.01,
}
const rows: string[] = []
let passed = 0

/** `figure` and `budget` are of one unit; what is equal to the budget is within it. */
function tell(what: string, figure: number, budget: number, unit: string, each = ''): void {
  if (!(figure <= budget)) passed += 1
  rows.push(`| ${what} | ${figure.toFixed(unit === 'ms' ? 0 : 1)} ${unit} | ${budget} ${unit} | ${each} |`)
  process.stderr.write(`  ${rows.at(-1)}\n`)
}

interface Web {
  url: string
  process: ChildProcess
}

async function startWeb(): Promise<Web> {
  const port = await freePort()
  const env = { ...process.env, HOSTNAME: '127.0.0.1', PORT: String(port), NODE_ENV: 'production' }
  return { url: `http://127.0.0.1:${port}`, process: spawn(process.execPath, [server], { env, stdio: 'ignore' }) }
}

async function measureFleet(browser: Browser): Promise<void> {
  const directory = await mkdtemp(path.join(repository, 'var/bench/portal-'))
  const database = await startTestDatabase('bench-portal')
  const product = new Product(database.url, directory)
  const web = await startWeb()
  try {
    await product.start({ WEB_URL: web.url })
    await product.end('worker')
    const specification = environmentSpecification.parse({ kind: 'production', release: 'teak' })
    const size = { environments: 200, operations: 10_000, stepsPerOperation: 4 }
    await seedDatabase(database.url, size, sampleInput(specification))
    const loads = []
    for (let round = 0; round < Number(values.rounds); round += 1) loads.push(await firstLoad(browser, product.portal))
    const paints = loads.map((each) => each.paintMs)
    tell('fleet: first contentful paint, 4 × slower', median(paints), budgets.paintMs, 'ms', list(paints))
    const scripts = loads.map((each) => each.scriptBytes / 1000)
    tell('fleet: scripts of the first load, as sent', median(scripts), budgets.scriptKb, 'kB', list(scripts))
    const slow = await interactions(browser, product.portal)
    const worst = Math.max(...slow.map((each) => each.milliseconds))
    const named = slow.map((each) => `${each.what} ${each.milliseconds}`).join(' · ')
    tell('fleet: interaction to next paint, the worst, 4 × slower', worst, budgets.interactionMs, 'ms', named)
    const asked = await idleRequests(browser, product.portal, 60)
    tell('fleet: requests of a page that is left alone for 60 s', asked.length, 0, 'requests', asked.join(' '))
  } finally {
    web.process.kill()
    await product.stop()
    await database.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

async function measureReal(browser: Browser): Promise<void> {
  const web = await startWeb()
  const started = await startProduct('bench-portal', { WEB_URL: web.url }).catch((error: unknown) => {
    web.process.kill()
    throw error
  })
  const { product } = started
  try {
    const name = await createSampleEnvironment(product, 'log')
    await product.portal.done(`/environments/${name}/deployments`, {}, 15 * 60_000)
    if (parts.includes('log')) {
      const seen = await logAtRate(browser, product, name, { linesPerSecond: 10_000, seconds: 30 })
      const each = `${seen.written} written, ${seen.received} shown, ${seen.seconds.toFixed(1)} s`
      tell('log: lines lost or doubled', seen.wrong, 0, 'lines', each)
      const share = seen.longFrameShare * 100
      tell('log: time in frames longer than 50 ms', share, budgets.longFrameShare * 100, '%', `${seen.frames} frames`)
    }
    if (parts.includes('idle')) {
      const wanted = Number(values.environments)
      for (let index = 2; index <= wanted; index += 1) {
        const next = await createSampleEnvironment(product, `idle${index}`)
        await product.portal.done(`/environments/${next}/deployments`, {}, 10 * 60_000)
      }
      const processes = { api: product.processId('api'), worker: product.processId('worker'), web: web.process.pid }
      const use = await idleUse(processes, Number(values.minutes) * 60)
      const what = `idle with ${wanted} environments, ${values.minutes} minutes, API + worker + web`
      const each = use.each.map(
        (one) => `${one.name} ${one.megabytes.toFixed(0)} MB ${(one.cpuShare * 100).toFixed(2)} %`,
      )
      tell(`${what}: memory (PSS)`, use.megabytes, budgets.memoryMb, 'MB', each.join(' · '))
      tell(`${what}: of one core`, use.cpuShare * 100, budgets.cpuShare * 100, '%', `load ${loadavg()[0]?.toFixed(1)}`)
    }
  } finally {
    web.process.kill()
    await started.close()
  }
}

const list = (figures: number[]) => figures.map((each) => each.toFixed(0)).join(' · ')

await mkdir(path.join(repository, 'var/bench'), { recursive: true })
const load = loadavg()[0]?.toFixed(1)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
})
try {
  if (parts.includes('fleet')) await measureFleet(browser)
  if (parts.includes('log') || parts.includes('idle')) await measureReal(browser)
} finally {
  await browser.close()
}
console.info(`The load of the machine was ${load} at the beginning.\n`)
console.info(['| what | figure | at most | each |', '| --- | ---: | ---: | --- |', ...rows].join('\n'))
process.exitCode = passed === 0 ? 0 : 1
