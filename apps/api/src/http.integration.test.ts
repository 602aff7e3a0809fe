import http, { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogWriter } from './events/log-writer.ts'
import { claimOperation } from './operations/claim.ts'
import { enqueueOperation } from './operations/enqueue.ts'
import { finishOperation } from './operations/finish.ts'
import { startTestApi, type TestApi } from './testing/test-api.ts'

let api: TestApi
let web: Server
let origin: string
beforeAll(async () => {
  web = createServer((request, response) => response.end(`page ${request.url}`))
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const address = web.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  api = await startTestApi('http', { WEB_URL: `http://127.0.0.1:${port}` })
  origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await api.stop()
  await new Promise((resolve) => web.close(resolve))
})

const get = (path: string, headers: Record<string, string> = {}, signal = AbortSignal.timeout(30_000)) =>
  fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${api.token}`, ...headers }, signal })
const idsOf = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))
const linesOf = (text: string) =>
  [...text.matchAll(/^event: log\ndata: (.*)$/gm)].flatMap((match): string[] => JSON.parse(match[1] ?? '{}').lines)

/** Reads a stream until `count` events came, then leaves, as a browser whose network breaks. */
async function readUntil(response: Response, count: number): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  if (response.body === null) throw new Error('no body')
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (idsOf(text).length >= count) break
  }
  return text
}

describe('an event stream over HTTP', () => {
  it('that broke is resumed with Last-Event-ID: nothing lost or doubled, also with Redis flushed in between', async () => {
    const { deps, hostId } = api.installation
    const operation = await enqueueOperation(deps, { kind: 'build', hostId, trigger: 'test', input: {} })
    const result = await claimOperation(deps, { operationId: operation.id, holder: 'worker' })
    if (result.kind !== 'claimed') throw new Error(result.kind)
    const writer = createLogWriter(deps, result.claim)
    const path = `/api/v1/operations/${operation.id}/events`
    const writing = (async () => {
      for (let index = 0; index < 200; index++) {
        writer.write('step', 'stdout', `line ${index}`)
        if (index % 10 === 9) await writer.flush()
        if (index === 100) await deps.redis.impatient.flushall()
      }
      await writer.close()
      await finishOperation(deps, result.claim, { state: 'succeeded' })
    })()
    const first = await readUntil(await get(path), 5)
    const cut = idsOf(first).slice(0, 5)
    const response = await get(path, { 'last-event-id': String(cut.at(-1)) })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const rest = await response.text()
    await writing
    const whole = await (await get(`${path}?after=0`)).text()
    const all = idsOf(whole)
    expect([...cut, ...idsOf(rest)]).toEqual(all)
    expect(all).toEqual(all.map((_, index) => index + 1))
    expect(linesOf(whole)).toEqual(Array.from({ length: 200 }, (_, index) => `line ${index}`))
    expect(await (await get(path, { 'last-event-id': String(all.at(-1)) })).text()).not.toContain('event:')
  })

  it('wants a credential like every call, and a cookie is one', async () => {
    expect((await get('/api/v1/events', { authorization: '' })).status).toBe(401)
    const session = await fetch(`${origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: api.token }),
    })
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
    const leave = new AbortController()
    const stream = await get('/api/v1/events', { authorization: '', cookie }, leave.signal)
    expect(stream.status).toBe(200)
    leave.abort()
  })
})

describe('the log of a service', () => {
  it('without a container ends with the reason', async () => {
    const { deps, hostId } = api.installation
    const source = await deps.store.source.create({ data: { name: 'platform', url: 'https://example.org/p.git' } })
    const data = {
      name: 'logless',
      hostId,
      sourceId: source.id,
      reference: 'main',
      specification: { kind: 'production' },
    }
    await deps.store.environment.create({ data })
    const text = await (await get('/api/v1/environments/logless/logs/lms')).text()
    expect(text).toMatch(/^event: problem\ndata: .*"code":"not-found"/m)
  })
})

describe('the front', () => {
  it('hands pages to the web process, and nothing below /api', async () => {
    expect(await (await fetch(`${origin}/environments/demo`)).text()).toBe('page /environments/demo')
    expect((await fetch(`${origin}/api/v1/nothing`)).status).toBe(404)
    expect((await fetch(`${origin}/api/v1/environments`)).status).toBe(401)
  })

  it('sends a browser from localhost, where environments would get its cookie, to the address', async () => {
    const { port } = new URL(origin)
    const answer = await new Promise<{ status: number | undefined; location: string | undefined }>(
      (resolve, reject) => {
        const request = http.get({
          host: '127.0.0.1',
          port,
          path: '/environments/demo',
          headers: { host: `localhost:${port}` },
        })
        request.on('response', (response) => {
          response.resume()
          resolve({ status: response.statusCode, location: response.headers.location })
        })
        request.on('error', reject)
      },
    )
    expect(answer).toEqual({ status: 302, location: `http://127.0.0.1:${port}/environments/demo` })
  })

  it('keeps answers inside its origin', async () => {
    const { headers } = await fetch(`${origin}/healthz`)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'self'")
  })
})
