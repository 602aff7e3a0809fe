/**
 * `make test`: rules, types, the portal's build, then unit, integration and end-to-end tests. Uses an engine of its own making only when
 * none runs, and never the developer's portal: databases, Redis, ports and data folders are the run's. Fails when something is left.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { check } from './check.ts'
import { ensureEngine, stopOwnEngine } from './engine.ts'
import { checkDisk } from './preflight.ts'
import { buildWeb } from './prepare.ts'
import { hostBundle } from './product-processes.ts'
import { runProgram } from './run-program.ts'
import { readSettings, type Settings } from './settings.ts'
import { duration, fail, say, step } from './terminal.ts'
import { ensureTestBaseImage } from './test-base-image.ts'
import { ensureTestBrowser } from './test-browser.ts'
import { beginTestRun, newSince, removeLeftovers, snapshot, type TestRun } from './test-run.ts'

const vitestReport = z.object({
  numPassedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

const began = Date.now()
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())

async function test(): Promise<void> {
  // A portal on this machine may be told things by the same environment; the tests must not hear them.
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'PORT', 'FUN_DATA_DIR', 'FUN_IMAGES']) delete process.env[name]
  const settings = readSettings()
  checkDisk(settings.dataDir, 5)
  const engine = await step(
    'Docker engine',
    () => ensureEngine(settings.dataDir),
    (what) => what,
  )
  try {
    // Downloads and compilers overlap.
    const composeJudge = prepareComposeJudge(settings)
    const browser = prepareBrowser()
    const base = holds(
      step(
        'Base image',
        () => ensureTestBaseImage(settings.repository, interrupted.signal),
        (made) => (made ? 'made from Debian packages' : undefined),
      ),
    )
    const rulesHold = await holds(check(settings.repository, interrupted.signal))
    const portalBuilds = await holds(step('Building the portal', () => buildWeb(settings)))
    const baseExists = await base
    await browser
    if (interrupted.signal.aborted) throw new Error('The tests were interrupted.')
    // The tests that need the judge wait for it themselves.
    await Promise.all([runInside(settings, await beginTestRun()), composeJudge])
    if (!rulesHold || !portalBuilds || !baseExists) process.exitCode = 1
  } finally {
    if (engine === 'started') await stopOwnEngine(settings.dataDir)
  }
}

/** The real docker compose judges bundles; it is built with Go. On a machine without Go those tests are skipped, and counted as such. */
async function prepareComposeJudge(settings: Settings): Promise<void> {
  const script = join(settings.repository, 'scripts/make-docker-compose')
  const options = { timeoutMs: 600_000, signal: interrupted.signal }
  await step('Docker Compose for the tests', () => runProgram(script, [], options)).catch((error) => {
    say(`  ${error instanceof Error ? error.message : String(error)}`)
  })
}

/** On a machine without Chromium where it cannot be installed either, tests of screens are skipped, and counted as such. */
async function prepareBrowser(): Promise<void> {
  await step(
    'Chromium for the tests',
    () => ensureTestBrowser(interrupted.signal),
    (made) => (made ? 'installed from Debian packages' : undefined),
  ).catch((error) => say(`  ${error instanceof Error ? error.message : String(error)}`))
}

/** The tests run all the same, so that one run tells everything that is wrong. */
function holds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    (error) => {
      fail(error)
      return false
    },
  )
}

async function runInside(settings: Settings, run: TestRun): Promise<void> {
  const before = await snapshot()
  const report = join(run.folder, 'report.json')
  let exitCode = 1
  let closing = '0 passed, 1 failed'
  try {
    exitCode = await vitest(settings, run, report)
    closing = closingLine(report)
  } finally {
    const left = await removeLeftovers(run)
    // On CI's machine nobody else makes anything: whatever is new was made here.
    if (process.env.CI === 'true') left.push(...(await newSince(before)))
    for (const each of left) say(`Left behind: ${each}`)
    if (left.length > 0) exitCode = 1
    say(`make test took ${duration(Date.now() - began).slice(1, -1)}`)
    say(closing)
    process.exitCode = exitCode
  }
}

async function vitest(settings: Settings, run: TestRun, report: string): Promise<number> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MAKE') && name !== 'MFLAGS')
  const filters = process.env.ONLY ? process.env.ONLY.split(' ') : []
  const child = spawn(
    join(settings.repository, 'node_modules/.bin/vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters],
    {
      cwd: settings.repository,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...Object.fromEntries(inherited), FUN_TEST_RUN: run.id, TMPDIR: run.folder, FUN_CA_BUNDLE: hostBundle() },
    },
  )
  interrupted.signal.addEventListener('abort', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** Counted from vitest's own report. A file that could not be run has no test that failed, and counts as one. */
function closingLine(path: string): string {
  if (!existsSync(path)) return '0 passed, 1 failed'
  const report = vitestReport.parse(JSON.parse(readFileSync(path, 'utf8')))
  const failures = report.testResults.map((file) => {
    const failed = file.assertionResults.filter((each) => each.status === 'failed').length
    return failed === 0 && file.status === 'failed' ? 1 : failed
  })
  const failed = failures.reduce((sum, each) => sum + each, 0)
  return `${report.numPassedTests} passed, ${failed} failed, ${report.numPendingTests + report.numTodoTests} skipped`
}

await test().catch(fail)
