import { randomBytes } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type WebhookProviderName, webhookAnswer, webhookProvider } from '@fun/contract/resources'
import { webhookSetUp } from '@fun/contract/webhooks'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bitbucketPush, githubPush } from '../git-hosts/webhooks/testing/payloads.ts'
import { hmac, signedHeaders, signStandard } from '../git-hosts/webhooks/testing/sign.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

/** Over real connections: whatever is not what its git host signed starts nothing and leaves no trace. */
let api: TestApi
let port: number
const agent = new Agent({ keepAlive: true, maxSockets: 4 })
const secrets: Record<string, string> = {}
const bodyBytesMax = 25 * 1024 * 1024
beforeAll(async () => {
  api = await startTestApi('forgeries', { FUN_RATE_LIMIT_WEBHOOKS: '1000000', FUN_WEBHOOK_BODY_SECONDS: '1' })
  port = Number(new URL(await api.app.listen({ port: 0, host: '127.0.0.1' })).port)
  for (const source of ['platform', 'other']) {
    await api.call('POST', '/sources', { name: source, url: 'https://git.example.org/team/platform.git' })
    const specification = { kind: 'production', release: 'teak' }
    const ports = source === 'platform' ? { lms: { port: 41_000 }, cms: { port: 41_001 } } : {}
    if (source === 'platform')
      await api.call('POST', '/environments', { name: 'demo', source, specification: { ...specification, ...ports } })
    for (const provider of webhookProvider.options) {
      const made = webhookSetUp.parse((await api.call('POST', `/sources/${source}/webhooks`, { provider })).body)
      secrets[`${source} ${provider}`] = made.secret ?? ''
    }
  }
})
afterAll(async () => {
  agent.destroy()
  await api.stop()
})

const secretOf = (provider: WebhookProviderName, source = 'platform') => secrets[`${source} ${provider}`] ?? ''
/** A push as each git host would tell of it; `salt` makes it another body. */
function pushOf(provider: WebhookProviderName, salt: string): Buffer {
  const gitlab = { ...githubPush, project: { path_with_namespace: 'team/platform' } }
  const payload = { bitbucket: bitbucketPush, gitlab, github: githubPush, gitea: githubPush, generic: githubPush }
  return Buffer.from(JSON.stringify({ ...payload[provider], salt }))
}
type Headers = Record<string, string>
interface Call {
  provider: WebhookProviderName
  headers: Headers
  body: Buffer
  source?: string
}
async function send({ provider, headers, body, source = 'platform' }: Call): Promise<{ status: number; text: string }> {
  const path = `/api/v1/webhooks/${provider}/${source}`
  const call = request({
    agent,
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    headers: { ...headers, 'content-length': body.length },
  })
  const answer = new Promise<IncomingMessage>((resolve, reject) => call.once('response', resolve).once('error', reject))
  call.end(body)
  const response = await answer
  return { status: response.statusCode ?? 0, text: await text(response) }
}
/** All that a delivery could leave behind. */
async function traces() {
  const { store } = api.installation.deps
  const [deliveries, seen, operations] = await Promise.all([
    store.delivery.count(),
    store.seenDelivery.count(),
    store.operation.count(),
  ])
  return { deliveries, seen, operations }
}

const flipBit = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  const index = at % copy.length
  copy[index] = (copy[index] ?? 0) ^ (1 << (at % 7))
  return copy
}
const credentialOf: Record<WebhookProviderName, string> = {
  github: 'x-hub-signature-256',
  gitlab: 'x-gitlab-token',
  gitea: 'x-gitea-signature',
  bitbucket: 'x-hub-signature',
  generic: 'x-signature-256',
}
const credentialPrefix = (provider: WebhookProviderName) => (['gitea', 'gitlab'].includes(provider) ? '' : 'sha256=')

/** Ways to be refused; each makes a call that its git host never made. `genuine` has a right credential, which not all of them keep. */
const forgeries: Record<string, (genuine: Call, salt: Buffer, at: number) => Call> = {
  'a credential from nowhere': (genuine, salt) =>
    withCredential(genuine, credentialPrefix(genuine.provider) + hmac('x', salt)),
  'another secret': ({ provider, body }, salt) => ({
    provider,
    body,
    headers: signedHeaders(provider, { secret: salt.toString('hex'), body }),
  }),
  'the secret of another source': ({ provider, body }) => ({
    provider,
    body,
    headers: signedHeaders(provider, { secret: secretOf(provider, 'other'), body }),
  }),
  'the secret of another git host': ({ provider, body }) => {
    const secret = secretOf(provider === 'github' ? 'gitea' : 'github')
    return { provider, body, headers: signedHeaders(provider, { secret, body }) }
  },
  'a source that is not there': (genuine) => ({ ...genuine, source: 'absent' }),
  'the address of another git host': (genuine) => ({
    ...genuine,
    provider: genuine.provider === 'github' ? 'bitbucket' : 'github',
  }),
  'another algorithm': (genuine, _salt, at) => {
    const algorithm = ['sha1', 'sha512', 'md5', 'sha384'][at % 4] ?? 'sha1'
    const prefix =
      at % 2 === 0 || credentialPrefix(genuine.provider) === '' ? credentialPrefix(genuine.provider) : `${algorithm}=`
    return withCredential(genuine, prefix + hmac(secretOf(genuine.provider), genuine.body, algorithm))
  },
  'a plain hash': (genuine) => withCredential(genuine, credentialPrefix(genuine.provider) + hmac('', genuine.body)),
  'a flipped bit of the credential': (genuine, _salt, at) => {
    const [, prefix = '', rest = ''] =
      /^(sha256=)?(.*)$/.exec(genuine.headers[credentialOf[genuine.provider]] ?? '') ?? []
    const index = at % rest.length
    // Of the last digit of base64 some bits say nothing; here the text itself is the secret.
    const other = rest[index] === '0' ? '1' : '0'
    return withCredential(genuine, prefix + rest.slice(0, index) + other + rest.slice(index + 1))
  },
  'a credential that is cut': (genuine, _salt, at) => {
    const credential = genuine.headers[credentialOf[genuine.provider]] ?? ''
    return withCredential(genuine, credential.slice(0, at % credential.length))
  },
  'a credential that is longer': (genuine, _salt, at) =>
    withCredential(genuine, (genuine.headers[credentialOf[genuine.provider]] ?? '') + '0'.repeat(1 + (at % 8))),
  'no credential': (genuine) => {
    const { [credentialOf[genuine.provider]]: _credential, ...headers } = genuine.headers
    return { ...genuine, headers }
  },
  'a credential twice': (genuine) => {
    const credential = genuine.headers[credentialOf[genuine.provider]] ?? ''
    return withCredential(genuine, `${credential}, ${credential}`)
  },
  'a flipped bit of the body': (genuine, _salt, at) =>
    signsBody({ ...genuine, body: flipBit(genuine.body, at) }, genuine),
  'a body that is cut': (genuine, _salt, at) =>
    signsBody({ ...genuine, body: genuine.body.subarray(0, at % genuine.body.length) }, genuine),
  'a body with something after it': (genuine, salt) =>
    signsBody({ ...genuine, body: Buffer.concat([genuine.body, salt]) }, genuine),
  'an old signature of Standard Webhooks': ({ provider, body }, _salt, at) => ({
    provider: provider === 'generic' ? 'generic' : 'gitlab',
    body,
    headers: standard(provider === 'generic' ? 'generic' : 'gitlab', body, Date.now() - 301_000 - at * 1000),
  }),
  'a signature of Standard Webhooks under another id': ({ body }, salt) => ({
    provider: 'gitlab',
    body,
    headers: { ...standard('gitlab', body, Date.now()), 'webhook-id': salt.toString('hex') },
  }),
}
const standard = (provider: 'gitlab' | 'generic', body: Buffer, at: number) => ({
  'content-type': 'application/json',
  'x-gitlab-event': 'Push Hook',
  // A right classic token does not help a wrong signature.
  ...(provider === 'gitlab' ? { 'x-gitlab-token': secretOf('gitlab') } : {}),
  ...signStandard(secretOf(provider), body, { at }),
})
const withCredential = (call: Call, credential: string): Call => ({
  ...call,
  headers: { ...call.headers, [credentialOf[call.provider]]: credential },
})
/** GitLab's classic token signs no body: there the signing token has to hold. */
const signsBody = (changed: Call, genuine: Call): Call =>
  genuine.provider === 'gitlab' ? { ...changed, headers: standard('gitlab', genuine.body, Date.now()) } : changed

describe('a delivery that its git host never made', () => {
  it('is taken by none of 1,500 generated tries', { timeout: 120_000 }, async () => {
    const before = await traces()
    const tried = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(forgeries)),
        fc.constantFrom(...webhookProvider.options),
        fc.uint8Array({ minLength: 4, maxLength: 16 }),
        fc.nat(100_000),
        async (name, provider, salt, at) => {
          const body = pushOf(provider, Buffer.from(salt).toString('hex'))
          const genuine = { provider, body, headers: signedHeaders(provider, { secret: secretOf(provider), body }) }
          const forged = forgeries[name]?.(genuine, Buffer.from(salt), at)
          if (forged === undefined) throw new Error(name)
          const { status } = await send(forged)
          expect(status, `${name}, ${provider}`).toBe(401)
          tried.set(name, (tried.get(name) ?? 0) + 1)
        },
      ),
      { numRuns: 1_500 },
    )
    expect([...tried.keys()].toSorted()).toEqual(Object.keys(forgeries).toSorted())
    expect(await traces()).toEqual(before)
  })

  it('but the one that these were made from is', async () => {
    for (const provider of webhookProvider.options) {
      const body = pushOf(provider, 'genuine')
      const headers = signedHeaders(provider, { secret: secretOf(provider), body })
      expect((await send({ provider, body, headers })).status, provider).toBe(202)
    }
    const body = pushOf('gitlab', 'genuine and signed')
    expect((await send({ provider: 'gitlab', body, headers: standard('gitlab', body, Date.now()) })).status).toBe(202)
  })
})

describe('a delivery that was caught on its way', () => {
  it.each(webhookProvider.options)('and is sent again starts nothing, ten at a time too: %s', async (provider) => {
    const body = pushOf(provider, `caught ${provider}`)
    const headers = signedHeaders(provider, { secret: secretOf(provider), body })
    const first = await send({ provider, body, headers })
    expect(first.status).toBe(202)
    const before = await traces()
    const again = await Promise.all(Array.from({ length: 10 }, () => send({ provider, body, headers })))
    const { outcome, deliveryId } = webhookAnswer.parse(JSON.parse(first.text))
    for (const { text } of again) expect(webhookAnswer.parse(JSON.parse(text))).toMatchObject({ outcome, deliveryId })
    expect(await traces()).toEqual(before)
  })

  it.each(['github', 'gitea'] as const)(
    'and is sent under other ids, which nobody signs, starts nothing: %s',
    async (provider) => {
      const body = pushOf(provider, `renamed ${provider}`)
      const sent = (id?: string) =>
        send({
          provider,
          body,
          headers: signedHeaders(provider, { secret: secretOf(provider), body, ...(id === undefined ? {} : { id }) }),
        })
      expect((await sent()).status).toBe(202)
      const before = await traces()
      for (let index = 0; index < 50; index++) expect((await sent(randomBytes(8).toString('hex'))).status).toBe(202)
      expect(await traces()).toEqual(before)
    },
  )

  it('by several at the same moment is taken once', async () => {
    const body = pushOf('github', 'at once')
    const headers = signedHeaders('github', { secret: secretOf('github'), body })
    const before = await traces()
    const answers = await Promise.all(Array.from({ length: 20 }, () => send({ provider: 'github', body, headers })))
    expect(new Set(answers.map(({ text }) => webhookAnswer.parse(JSON.parse(text)).outcome)).size).toBe(1)
    expect((await traces()).deliveries).toBe(before.deliveries + 1)
  })
})

/** A connection on which somebody writes what they like; resolves with what came back when it ends. */
function raw(head: string, write: (send: (chunk: Buffer | string) => void, end: () => void) => void): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head)
      write(
        (chunk) => socket.write(chunk),
        () => socket.destroy(),
      )
    })
    socket.on('data', (chunk) => {
      answer += chunk.toString()
      socket.end()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}
function headOf(headers: Headers): string {
  const lines = Object.entries({ host: 'portal', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST /api/v1/webhooks/github/platform HTTP/1.1\r\n${lines.join('')}\r\n`
}

describe('a body', () => {
  it('that ends before its announced length is not taken, wherever it was cut', async () => {
    const before = await traces()
    const cuts = fc.sample(fc.nat(400), 100)
    const answers = cuts.map((cut, index) => {
      const body = pushOf('github', `cut ${index}`)
      const headers = signedHeaders('github', { secret: secretOf('github'), body })
      const head = headOf({ ...headers, 'content-length': String(body.length) })
      return raw(head, (send, end) => {
        send(body.subarray(0, cut % (body.length - 1)))
        setTimeout(end, 50)
      })
    })
    expect((await Promise.all(answers)).filter((answer) => answer.includes(' 202 '))).toEqual([])
    expect(await traces()).toEqual(before)
  })

  it('that never ends is cut, and others are heard meanwhile', async () => {
    const before = await traces()
    const began = Date.now()
    const slow = Array.from({ length: 50 }, (_, index) => {
      const body = pushOf('github', `slow ${index}`)
      const headers = signedHeaders('github', { secret: secretOf('github'), body })
      const head = headOf({ ...headers, 'content-length': String(body.length) })
      return raw(head, (send) => send(body.subarray(0, body.length - 1)))
    })
    const body = pushOf('gitea', 'meanwhile')
    expect(
      (await send({ provider: 'gitea', body, headers: signedHeaders('gitea', { secret: secretOf('gitea'), body }) }))
        .status,
    ).toBe(202)
    expect((await Promise.all(slow)).filter((answer) => answer.includes(' 202 '))).toEqual([])
    expect(Date.now() - began).toBeLessThan(10_000)
    expect((await traces()).deliveries).toBe(before.deliveries + 1)
  })

  it('that is announced as larger than 25 MB is refused before it comes', async () => {
    const before = await traces()
    const headers = signedHeaders('github', { secret: secretOf('github'), body: '' })
    const answers: string[] = []
    for (let index = 0; index < 50; index++)
      answers.push(
        await raw(headOf({ ...headers, 'content-length': String(bodyBytesMax + 1 + index) }), () => undefined),
      )
    expect(answers.filter((answer) => !answer.startsWith('HTTP/1.1 413'))).toEqual([])
    expect(await traces()).toEqual(before)
  })

  it('that turns out to be larger is cut', async () => {
    const before = await traces()
    const headers = signedHeaders('github', { secret: secretOf('github'), body: '' })
    const chunk = Buffer.alloc(1024 * 1024, 0x20)
    const answer = await raw(headOf({ ...headers, 'transfer-encoding': 'chunked' }), (send) => {
      for (let index = 0; index < 26; index++) {
        send(`${chunk.length.toString(16)}\r\n`)
        send(chunk)
        send('\r\n')
      }
    })
    expect(answer.includes(' 202 ')).toBe(false)
    expect(await traces()).toEqual(before)
  })
})
