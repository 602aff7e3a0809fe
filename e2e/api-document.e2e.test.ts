import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { auditEntry, auditVerification } from '@fun/contract/audit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type RecordedPortal, recordCalls } from './recorded-calls.ts'
import { freePorts, type StartedProduct, startProduct } from './started-product.ts'

const minutes = 60_000
const repository = path.resolve(import.meta.dirname, '..')
const documented = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
/** Want a browser's authenticator, a sign-in provider or a mail relay: the integration tests of apps/api call these. */
const elsewhere = /\/(passkeys?|identities|password-resets)\b|^\/api\/v1\/oidc\/providers(\/|$)/
let started: StartedProduct
let recorded: RecordedPortal
beforeAll(async () => {
  started = await startProduct('api-document')
  await addMember(started.databaseUrl)
  recorded = await recordCalls(started.product.portal.url)
}, 2 * minutes)
afterAll(async () => {
  await recorded?.close()
  await started?.close()
}, 2 * minutes)

describe('docs/api.md', () => {
  test('works as written, from nothing to a served environment and back', { timeout: 15 * minutes }, async () => {
    const name = `${started.product.prefix}-doc`
    const { code, output } = await runScript(await scriptOf('docs/api.md'), name)
    expect(code, output.slice(-6000)).toBe(0)
    for (const kind of ['plan', 'deploy', 'build', 'manage', 'stop', 'start', 'restart', 'prune', 'destroy'])
      expect(output).toContain(`${kind} "succeeded"`)
    expect(output.match(/^heartbeat .*$/gm)).toEqual(['heartbeat 200', 'heartbeat 200'])
    expect(output).toContain('event: line')
    expect(output).not.toContain('event: problem')
    expect(output).toContain('422 application/problem+json')
    expect(output).toContain('environment 404')
    expect(await started.product.containers(name)).toEqual([])
  })

  test('has a call of every route of openapi.json that is answered with success', async () => {
    const { paths } = documented.parse(await started.product.portal.call('GET', '/openapi.json'))
    const routes = Object.entries(paths).flatMap(([route, methods]) =>
      elsewhere.test(route) ? [] : Object.keys(methods).map((method) => ({ method: method.toUpperCase(), route })),
    )
    expect(routes.length).toBeGreaterThan(25)
    expect(routes.filter(({ method, route }) => !wasCalled(route, method))).toEqual([])
  })

  test('has a call of every path of packages/contract/src/routes.md', async () => {
    const text = await readFile(path.join(repository, 'packages/contract/src/routes.md'), 'utf8')
    const calls = text.split('\n').flatMap((line) => line.match(/^\| ((?:GET|POST).*?) +\|/)?.[1] ?? [])
    const routes = calls.flatMap((cell) => [...cell.matchAll(/\/[^\s?]+/g)].flatMap(([route]) => alternatives(route)))
    expect(routes.length).toBeGreaterThan(25)
    expect(routes.filter((route) => !wasCalled(route))).toEqual([])
  })
})

describe('the audit log, after all of these calls', () => {
  test('has an entry of every one that changed something', async () => {
    const text = await (await started.product.portal.request('GET', '/audit/export')).text()
    const noted = new Set(
      text
        .trim()
        .split('\n')
        .map((line) => auditEntry.parse(JSON.parse(line)).requestId),
    )
    const changed = recorded.calls.filter(
      (call) => call.method !== 'GET' && call.status < 300 && !call.replayed && !isNotedElsewhere(call.path),
    )
    expect(changed.length).toBeGreaterThan(30)
    const missing = changed.filter((call) => !noted.has(call.requestId))
    expect(missing.map(({ method, path: called }) => `${method} ${called}`)).toEqual([])
  })

  test('holds from the first entry to the last', async () => {
    const found = auditVerification.parse(await started.product.portal.call('GET', '/audit/verification'))
    expect(found).toMatchObject({ intact: true, broken: null })
  })
})

/**
 * Deliveries are kept with what came of each; a session of a token changes nothing that others see; a password that wants a second factor opens nothing;
 * the others only ask.
 */
const isNotedElsewhere = (called: string): boolean =>
  /^\/api\/v1\/(webhooks\/.*|session|session\/password|invitations\/look|environments\/preview|connection-tests|sources\/[^/]+\/inspect)$/.test(
    called,
  )

/** People come by invitations, which no route makes yet: a row stands for one who came. */
async function addMember(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('INSERT INTO "User" (id, email, name) VALUES ($1, $2, $3)', [
    randomUUID(),
    'ada@example.org',
    'Ada',
  ])
  await client.end()
}

async function scriptOf(file: string): Promise<string> {
  const text = await readFile(path.join(repository, file), 'utf8')
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
  return ['set -euo pipefail', ...blocks].join('\n')
}

/** Runs the script as a reader would, against the recorded portal; what it wrote to both of its outputs, as it came. */
async function runScript(script: string, name: string): Promise<{ code: unknown; output: string }> {
  const ports = await freePorts()
  const child = spawn('bash', ['-c', script], {
    env: {
      ...process.env,
      PORTAL: recorded.url,
      TOKEN: started.product.portal.token,
      SOURCE_URL: started.repository,
      NAME: name,
      LMS_PORT: String(ports.lms.port),
      CMS_PORT: String(ports.cms.port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 14 * minutes,
  })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = await once(child, 'close')
  return { code, output: Buffer.concat(chunks).toString('utf8') }
}

/** `/a/{b,c}` as `/a/b` and `/a/c`. */
function alternatives(route: string): string[] {
  const [, before, choices, after] = /^(.*\/)\{(\w+(?:,\w+)+)\}(.*)$/.exec(route) ?? []
  return choices === undefined ? [route] : choices.split(',').map((choice) => `${before}${choice}${after}`)
}

/** Whether the script called the route (`:name` or `{name}` stands for any value) and was answered with success. */
function wasCalled(route: string, method?: string): boolean {
  const pattern = new RegExp(`^${route.replaceAll(/:\w+|\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`)
  return recorded.calls.some(
    (call) => call.status < 300 && pattern.test(call.path) && (method === undefined || call.method === method),
  )
}
