/**
 * `make bench-api`: the API as a process over a database with 1,000 environments and 100,000 operations; what lists, an accepted deploy and a webhook
 * until its job is claimed by a real worker take, over HTTP. Beside them, in the same run: a route that does nothing and one that asks PostgreSQL for
 * `SELECT 1`. Prints Markdown for docs/measurements.md; exits with 1 when a limit is passed.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { loadavg } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sampleInput } from '@fun/compose-model/sample-input'
import { z } from 'zod'
import { type ApiProcess, startApiProcess } from '../scripts/api-process.ts'
import { runProgram } from '../scripts/run-program.ts'
import { seedDatabase } from './api-seed.ts'
import { median, percentile } from './figures.ts'

const size = { environments: 1_000, operations: 100_000, stepsPerOperation: 4 }
const rounds = Number(process.env.ROUNDS ?? 200)
const webhookRounds = Number(process.env.WEBHOOKS ?? 40)
const limitsMs = { list: 50, deploy: 30, webhook: 250 }
const operation = z.object({ id: z.string(), state: z.string(), startedAt: z.iso.datetime().nullable() })

/** The largest page that can be asked for is shown, and promised nothing. */
const largestPage = '/environments?limit=200'
const lists: Array<[string, string]> = [
  ['environments, first page of 50', '/environments'],
  ['environments, page of 200', largestPage],
  ['environments by name, of one source', '/environments?sort=name&source=source-3'],
  ['environments that are degraded', '/environments?health=degraded'],
  ['operations, first page of 50', '/operations'],
  ['operations, page of 200', '/operations?limit=200'],
  ['operations that failed', '/operations?state=failed'],
  ['operations that wait or run (none)', '/operations?state=queued&state=running'],
  ['operations of a kind that is rare (none)', '/operations?kind=prune'],
  ['operations of one environment', '/operations?environment=environment-500'],
  ['operations of an hour in the past, oldest first', `/operations?sort=queuedAt&${hourAgo(20)}`],
  ['deployments of one environment', '/environments/environment-500/deployments'],
  ['sources', '/sources'],
]

interface Row {
  what: string
  milliseconds: number[]
  limitMs: number | undefined
}

/** One connection, kept open, as a client that asks again and again has it. */
class Caller {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  readonly #api: ApiProcess
  constructor(api: ApiProcess) {
    this.#api = api
  }

  /** Milliseconds from sending to the last byte, and the answer. Throws on a refusal. */
  async call(method: 'GET' | 'POST', url: string, body?: string, headers: Record<string, string> = {}) {
    const startedAt = performance.now()
    const text = await new Promise<string>((resolve, reject) => {
      const outgoing = httpRequest(
        `${this.#api.url}${url}`,
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#api.token}`,
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
          timeout: 30_000,
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => {
            const answer = Buffer.concat(chunks).toString('utf8')
            if ((response.statusCode ?? 500) < 300) resolve(answer)
            else reject(new Error(`${method} ${url} answered ${response.statusCode}: ${answer}`))
          })
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
    return { milliseconds: performance.now() - startedAt, text }
  }

  async times(what: string, limitMs: number | undefined, count: number, one: (index: number) => Promise<number>) {
    for (let index = 0; index < Math.min(20, count); index++) await one(-1 - index)
    const milliseconds: number[] = []
    for (let index = 0; index < count; index++) milliseconds.push(await one(index))
    return { what, milliseconds, limitMs } satisfies Row
  }
}

function hourAgo(hours: number): string {
  const at = (hoursBefore: number) => new Date(Date.now() - hoursBefore * 3_600_000).toISOString()
  return `since=${at(hours)}&until=${at(hours - 1)}`
}

async function measureReading(caller: Caller): Promise<Row[]> {
  const get = (url: string) => async () => (await caller.call('GET', url)).milliseconds
  const rows = [
    await caller.times('floor: a route that does nothing (/healthz)', undefined, rounds, get('/healthz')),
    await caller.times('floor: SELECT 1 over the same pool (/readyz)', undefined, rounds, get('/readyz')),
  ]
  for (const [what, url] of lists)
    rows.push(await caller.times(what, url === largestPage ? undefined : limitsMs.list, rounds, get(`/api/v1${url}`)))
  return rows
}

/** Each of another environment, as a superseded one would cost more. */
function measureDeploys(caller: Caller): Promise<Row> {
  return caller.times('a deploy accepted', limitsMs.deploy, rounds, async (index) => {
    const name = `environment-${index + 100}`
    return (await caller.call('POST', `/api/v1/environments/${name}/deployments`, '{}')).milliseconds
  })
}

/** From sending a signed push to the moment at which a worker holds the operation, by PostgreSQL's clock, which is this machine's. */
async function measureWebhooks(api: ApiProcess, caller: Caller): Promise<Row> {
  const source = await pushedSource(api, caller)
  return caller.times('a webhook until its job is claimed', limitsMs.webhook, webhookRounds, async () => {
    const body = JSON.stringify({ ref: 'refs/heads/main', after: randomUUID().replaceAll('-', '').padEnd(40, '0') })
    const signature = createHmac('sha256', source.secret).update(body).digest('hex')
    const sentAt = Date.now()
    const { text } = await caller.call('POST', '/api/v1/webhooks/generic/pushed', body, {
      'x-signature-256': `sha256=${signature}`,
      'x-delivery': randomUUID(),
    })
    const [accepted] = z.object({ operations: z.array(operation) }).parse(JSON.parse(text)).operations
    if (accepted === undefined) throw new Error(`the webhook started nothing: ${text}`)
    const ended = await untilEnded(caller, accepted.id)
    return Date.parse(ended.startedAt ?? '') - sentAt
  })
}

/** A repository that is no platform: its deploys end as soon as a worker has looked at it. */
async function pushedSource(api: ApiProcess, caller: Caller): Promise<{ secret: string }> {
  const repository = path.join(api.folder, 'pushed.git')
  await mkdir(repository)
  await runProgram('git', ['init', '--quiet', '--bare', repository], {})
  await caller.call('POST', '/api/v1/sources', JSON.stringify({ name: 'pushed', url: repository }))
  const { text } = await caller.call('POST', '/api/v1/sources/pushed/webhook-secret', '{}')
  const specification = { kind: 'production', release: 'teak', lms: { port: 9_000 }, cms: { port: 9_001 } }
  await caller.call('POST', '/api/v1/environments', JSON.stringify({ name: 'pushed', source: 'pushed', specification }))
  return z.object({ secret: z.string() }).parse(JSON.parse(text))
}

async function untilEnded(caller: Caller, id: string): Promise<z.infer<typeof operation>> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const { text } = await caller.call('GET', `/api/v1/operations/${id}`)
    const current = operation.parse(JSON.parse(text))
    if (!['queued', 'running', 'cancelling'].includes(current.state)) return current
    if (Date.now() > deadline) throw new Error(`the operation did not end: ${text}`)
    await sleep(20)
  }
}

function print(rows: Row[]): boolean {
  const floor = median(rows[1]?.milliseconds ?? [])
  console.log(`| what | median | p95 | at most | median is × SELECT 1 |\n| --- | ---: | ---: | ---: | ---: |`)
  for (const { what, milliseconds, limitMs } of rows) {
    const [middle, p95] = [median(milliseconds), percentile(milliseconds, 0.95)]
    const limit = limitMs === undefined ? '' : `${limitMs} ms`
    console.log(
      `| ${what} | ${middle.toFixed(1)} ms | ${p95.toFixed(1)} ms | ${limit} | ${(middle / floor).toFixed(1)} |`,
    )
  }
  return rows.every(({ milliseconds, limitMs }) => limitMs === undefined || percentile(milliseconds, 0.95) < limitMs)
}

const api = await startApiProcess('bench-api', {
  FUN_RATE_LIMIT: '0',
  FUN_RATE_LIMIT_WEBHOOKS: '0',
  FUN_POLL_SECONDS: '0',
})
try {
  console.error(`seeding ${size.environments} environments and ${size.operations} operations`)
  const input = sampleInput({ kind: 'production', release: 'teak', lms: { port: 8000 }, cms: { port: 8001 } })
  await seedDatabase(api.databaseUrl, size, input)
  const caller = new Caller(api)
  const rows = [...(await measureReading(caller)), await measureDeploys(caller)]
  await cancelAll(caller)
  api.startWorker()
  rows.push(await measureWebhooks(api, caller))
  console.log(
    `\n${rounds} requests each, one after the other (webhooks: ${webhookRounds}); load ${loadavg()[0]?.toFixed(1)}.\n`,
  )
  process.exitCode = print(rows) ? 0 : 1
} finally {
  await api.stop()
}

/** The worker is not to work on what was only measured. */
async function cancelAll(caller: Caller): Promise<void> {
  for (;;) {
    const { text } = await caller.call('GET', '/api/v1/operations?state=queued&limit=200')
    const { items } = z.object({ items: z.array(operation) }).parse(JSON.parse(text))
    if (items.length === 0) return
    for (const { id } of items) await caller.call('POST', `/api/v1/operations/${id}/cancel`)
  }
}
