import { createHmac } from 'node:crypto'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { webhookSecret } from '@fun/contract/resources'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

/** Over a real connection: what is refused before its body is read, and what a body that never comes takes. */
let api: TestApi
let port: number
let secret: string
beforeAll(async () => {
  api = await startTestApi('webhook-guard')
  port = Number(new URL(await api.app.listen({ port: 0, host: '127.0.0.1' })).port)
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  secret = webhookSecret.parse((await api.call('POST', '/sources/platform/webhook-secret')).body).secret
})
afterAll(() => api.stop())

const largest = 25 * 1024 * 1024
const forged = `sha256=${'0'.repeat(64)}`

/** The head of a delivery; its body is the caller's. */
function begin(headers: Record<string, string | number>): { call: ClientRequest; answer: Promise<IncomingMessage> } {
  const path = '/api/v1/webhooks/generic/platform'
  const call = request({ host: '127.0.0.1', port, path, method: 'POST', agent: false, headers })
  const answer = new Promise<IncomingMessage>((resolve, reject) => call.once('response', resolve).once('error', reject))
  answer.catch(() => undefined)
  call.flushHeaders()
  return { call, answer }
}

async function deliver(): Promise<{ status: number | undefined; retryAfter: string | undefined }> {
  const body = '{"ref": "refs/heads/none"}'
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const { call, answer } = begin({ 'content-length': body.length, 'x-signature-256': signature })
  call.end(body)
  const { statusCode, headers } = (await answer).resume()
  return { status: statusCode, retryAfter: headers['retry-after'] }
}

it.each([
  ['no signature', {}],
  ['a malformed one', { 'x-signature-256': 'sha256=short' }],
])('a delivery with %s is refused without its body', async (_what, headers) => {
  const { call, answer } = begin({ 'content-length': largest, ...headers })
  expect((await answer).resume().statusCode).toBe(401)
  call.destroy()
})

it('bodies that would fill the memory are refused until others have gone, by their end or a broken connection', async () => {
  expect(await deliver()).toMatchObject({ status: 202 })
  const held = Array.from({ length: 8 }, () => begin({ 'content-length': largest, 'x-signature-256': forged }))
  await expect.poll(deliver, { timeout: 20_000 }).toEqual({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) })
  for (const { call } of held) call.destroy()
  await expect.poll(deliver, { timeout: 20_000 }).toMatchObject({ status: 202 })
  const unknown = Array.from({ length: 8 }, () => begin({ 'transfer-encoding': 'chunked', 'x-signature-256': forged }))
  await expect.poll(deliver, { timeout: 20_000 }).toMatchObject({ status: 503 })
  for (const { call } of unknown) call.end('x')
  await expect.poll(deliver, { timeout: 20_000 }).toMatchObject({ status: 202 })
})
