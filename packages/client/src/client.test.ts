import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { bodyOf, createFunClient } from './client.ts'
import { operationEvents } from './operation-events.ts'
import { FunMismatch, FunProblem, FunUnreachable } from './problem.ts'

const closing: Array<() => Promise<void>> = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A counterpart that answers one call after the other as told, and the last answer from then on. */
async function portal(...answers: Answer[]) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)]
    seen.push(request)
    answer?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const url = `http://127.0.0.1:${port}/`
  return { seen, url, client: createFunClient({ url, token: 'fun_secret' }) }
}

const line = (sequence: number) =>
  `id: ${sequence}\nevent: log\ndata: ${JSON.stringify({ type: 'log', sequence, at: '', step: null, stream: 'stdout', lines: [`line ${sequence}`] })}\n\n`
const ended = (sequence: number) =>
  `id: ${sequence}\nevent: state\ndata: ${JSON.stringify({ type: 'state', sequence, at: '', state: 'succeeded' })}\n\n`
const stream =
  (text: string, cut = false): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.write(text)
    if (cut) setTimeout(() => response.destroy(), 20)
    else response.end()
  }
const json =
  (status: number, body: object, type = 'application/json'): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type })
    response.end(JSON.stringify(body))
  }
const refusal = (status: number, code: string) =>
  json(status, { type: '', title: '', status, code, detail: 'why', cure: 'what to do' }, 'application/problem+json')

async function sequences(events: AsyncIterable<{ sequence: number }>): Promise<number[]> {
  const all: number[] = []
  for await (const each of events) all.push(each.sequence)
  return all
}

describe('the events of an operation', () => {
  test('are taken up where the stream was cut, and what comes twice is given once', async () => {
    const { client, seen } = await portal(stream(line(1) + line(2), true), stream(line(2) + line(3) + ended(4)))
    expect(await sequences(operationEvents(client, 'an-id'))).toEqual([1, 2, 3, 4])
    expect(seen.map((each) => each.headers['last-event-id'])).toEqual([undefined, '2'])
    expect(seen.map((each) => each.headers.authorization)).toEqual(['Bearer fun_secret', 'Bearer fun_secret'])
    expect(seen[0]?.url).toBe('/api/v1/operations/an-id/events')
  })

  test('go on through a portal that answers 503 for a while, and the caller hears of it', async () => {
    const { client } = await portal(stream(line(1), true), refusal(503, 'unavailable'), stream(ended(2)))
    const heard: string[] = []
    const events = operationEvents(client, 'an-id', { onConnection: (state) => heard.push(state) })
    expect(await sequences(events)).toEqual([1, 2])
    expect(heard).toEqual(['lost', 'back'])
  })

  test('end with an operation that had ended before the stream was opened again', async () => {
    const { client } = await portal(stream(line(1)), json(200, { id: 'an-id', state: 'failed' }))
    expect(await sequences(operationEvents(client, 'an-id'))).toEqual([1])
  })

  test('are refused as a problem with its code and cure', async () => {
    const { client } = await portal(refusal(401, 'unauthenticated'))
    const failure = await sequences(operationEvents(client, 'an-id')).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(FunProblem)
    expect(failure).toMatchObject({ code: 'unauthenticated', status: 401, cure: 'what to do', message: 'why' })
  })

  test('end with the problem that the stream ends with, when rights are taken away', async () => {
    const problem = { type: '', title: '', status: 403, code: 'forbidden', detail: 'no more' }
    const { client } = await portal(stream(`${line(1)}event: problem\ndata: ${JSON.stringify(problem)}\n\n`))
    await expect(sequences(operationEvents(client, 'an-id'))).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('give up a portal that stays away', async () => {
    const client = createFunClient({ url: 'http://127.0.0.1:1' })
    await expect(sequences(operationEvents(client, 'an-id', { patienceMs: 100 }))).rejects.toBeInstanceOf(
      FunUnreachable,
    )
  })

  test('end at once and without an error when the caller leaves', async () => {
    const open: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(line(1))
    }
    const { client } = await portal(open)
    const leave = new AbortController()
    const seen: number[] = []
    for await (const each of operationEvents(client, 'an-id', { signal: leave.signal })) {
      seen.push(each.sequence)
      leave.abort()
    }
    expect(seen).toEqual([1])
  })

  test('pass over what a newer portal sends beside', async () => {
    const unknown = `event: mood\ndata: {"type":"mood","sequence":1}\n\nevent: log\ndata: no json\n\n`
    const { client } = await portal(stream(unknown + ended(2)))
    expect(await sequences(operationEvents(client, 'an-id'))).toEqual([2])
  })
})

test('a page in place of an answer is told as what it is', async () => {
  const page: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<html>')
  }
  const { client } = await portal(page)
  await expect(client.rest.GET('/api/v1/releases')).rejects.toBeInstanceOf(FunMismatch)
})

test('a refusal without a problem says what answered', async () => {
  const { client } = await portal(json(500, { nothing: true }))
  await expect(client.rest.GET('/api/v1/releases')).rejects.toThrow(/127\.0\.0\.1:\d+ answered 500/)
})

test('a call that takes too long ends, and says so', async () => {
  const { url, seen } = await portal(() => undefined)
  const client = createFunClient({ url, timeoutMs: 50 })
  await expect(client.rest.GET('/api/v1/releases')).rejects.toThrow('it took too long')
  expect(seen).toHaveLength(3)
})

test('a POST that was answered as busy is sent again with the same key, so that nothing is done twice', async () => {
  const { client, seen } = await portal(refusal(503, 'unavailable'), json(202, { id: 'an-id' }))
  const answer = client.rest.POST('/api/v1/environments/{environment}/plans', {
    params: { path: { environment: 'demo' } },
    body: {},
  })
  expect((await bodyOf(answer)).id).toBe('an-id')
  const keys = seen.map((each) => each.headers['idempotency-key'])
  expect(keys).toHaveLength(2)
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  expect(keys[1]).toBe(keys[0])
})

test('a PATCH is sent once', async () => {
  const { client, seen } = await portal(refusal(503, 'unavailable'))
  const params = { path: { environment: 'demo' } }
  const answer = client.rest.PATCH('/api/v1/environments/{environment}', { params, body: {} })
  await expect(answer).rejects.toMatchObject({ code: 'unavailable' })
  expect(seen).toHaveLength(1)
})
