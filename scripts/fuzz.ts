/**
 * `make fuzz`: Schemathesis against the whole OpenAPI document of an API of its own, as each of the roles named below. Fails on an answer of
 * status 500 and above, on one that its own schema does not allow, and when fewer cases ran than promised. SEED=<number> for another run.
 */
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type ApiProcess, startApiProcess } from './api-process.ts'
import { generateClient } from './prepare.ts'
import { ProgramFailed, runProgram } from './run-program.ts'
import { fail } from './terminal.ts'

const version = '4.32.0'
const casesMin = 2_000
const secondsMaxPerRole = 900
const repository = resolve(import.meta.dirname, '..')
const home = join(repository, 'var/fuzz')

/**
 * Not asked: a valid body may be refused for what no schema can say (a source that is not there); other methods are the router's business and not
 * in the document; links between answers are covered by the tests of each noun.
 */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'ignored_auth',
]

/** Schemathesis in a folder of its own; made once per version. */
async function ensureSchemathesis(): Promise<string> {
  const program = join(home, `schemathesis-${version}/bin/schemathesis`)
  if (existsSync(program)) return program
  const folder = join(home, `schemathesis-${version}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(home, { recursive: true })
  await runProgram('python3', ['-m', 'venv', folder], { timeoutMs: 120_000 })
  await runProgram(join(folder, 'bin/pip'), ['install', '--quiet', `schemathesis==${version}`], { timeoutMs: 300_000 })
  return program
}

async function fuzz(): Promise<void> {
  await generateClient(repository)
  const program = await ensureSchemathesis()
  const api = await startApiProcess('fuzz', {
    FUN_RATE_LIMIT: '0',
    FUN_RATE_LIMIT_SIGN_IN: '0',
    FUN_RATE_LIMIT_WEBHOOKS: '0',
    // Streams are in the document too.
    FUN_STREAM_SECONDS_MAX: '0.2',
    FUN_DOCKER_SOCKET: '/nowhere/docker.sock',
  })
  try {
    const tokens = await seed(api)
    // Branches, trees and connections are asked of a worker. Its engine is away: what runs on this machine is not for a fuzzer.
    api.startWorker()
    let cases = 0
    for (const [role, token] of Object.entries(tokens))
      for (const part of parts) cases += await attack(api, program, { role, token, part })
    process.stdout.write(`${cases} cases in all.\n`)
    if (cases < casesMin) throw new Error(`Only ${cases} cases ran; at least ${casesMin} were promised.`)
  } finally {
    await api.stop()
  }
}

const caseCounts = z.looseObject({ cases: z.int() })

/**
 * The generator of bodies that are not valid runs into itself on one operation, whose specification holds any JSON (RecursionError, Schemathesis 4.32): that
 * one gets valid bodies, and the invalid ones of the coverage phase.
 */
const recursive = 'createEnvironment'
const parts = [
  ['--phases', 'examples,coverage,fuzzing', '--exclude-operation-id', recursive],
  ['--phases', 'examples,coverage', '--include-operation-id', recursive],
  ['--phases', 'fuzzing', '--mode', 'positive', '--include-operation-id', recursive],
]

interface Attack {
  role: string
  token: string
  part: string[]
}

async function attack(api: ApiProcess, program: string, { role, token, part }: Attack): Promise<number> {
  const argumentList = [
    'run',
    `${api.url}/api/v1/openapi.json`,
    ...['--header', `Authorization: Bearer ${token}`],
    ...['--checks', checks.join(',')],
    ...part,
    ...['--max-examples', process.env.EXAMPLES ?? '20'],
    ...['--seed', process.env.SEED ?? '5'],
    ...['--request-timeout', '10'],
    '--generation-deterministic',
    '--continue-on-failure',
    '--no-color',
  ]
  process.stdout.write(`As ${role}:\n`)
  const output = await runProgram(program, argumentList, {
    cwd: home,
    timeoutMs: secondsMaxPerRole * 1000,
  }).catch((error: unknown) => {
    if (error instanceof ProgramFailed) process.stdout.write(`${error.output.slice(-20_000)}\n`)
    throw error
  })
  const summary = output.slice(output.indexOf('SUMMARY'))
  process.stdout.write(`${summary.trim()}\n`)
  const counted = /(\d+) generated/.exec(summary)?.[1]
  return caseCounts.parse({ cases: Number(counted) }).cases
}

const shown = z.looseObject({ token: z.string() })

/** A few rows of every kind, so that answers have something in them; tokens by role. */
async function seed(api: ApiProcess): Promise<Record<string, string>> {
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${api.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`)
    const parsed: unknown = await answer.json()
    return parsed
  }
  await post('/sources', { name: 'platform', url: 'https://git.example.org/platform.git' })
  await post('/sources/platform/webhook-secret', {})
  for (const [name, port] of [
    ['demo', 20_000],
    ['other', 20_010],
  ] as const) {
    const specification = { kind: 'production', release: 'teak', lms: { port }, cms: { port: port + 1 } }
    await post('/environments', { name, source: 'platform', specification })
    await post(`/environments/${name}/plans`, {})
    await post(`/environments/${name}/deployments`, {})
  }
  await post('/service-accounts', { name: 'viewer', roles: [{ role: 'viewer' }] })
  const { token } = shown.parse(await post('/service-accounts/viewer/tokens', { name: 'fuzz' }))
  return { owner: api.token, viewer: token }
}

await fuzz().catch(fail)
