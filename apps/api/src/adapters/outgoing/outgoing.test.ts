import { Resolver } from 'node:dns'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, type LookupFunction } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import dns2 from 'dns2'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAddressGuard } from '../../address-guard.ts'
import { createOutgoing, type Outgoing } from './outgoing.ts'
import { proxyOf } from './proxy.ts'

interface Seen {
  method: string | undefined
  path: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

const inside: Seen[] = []
const outside: Seen[] = []
let answer: RequestListener = (_request, response) => response.end('outside')
let port = 0
const servers: Server[] = []
const opened: Outgoing[] = []

/** 127.0.0.1 stands for what must not be reached, 127.0.0.2, which the configuration allows, for the internet. */
beforeAll(async () => {
  const record =
    (seen: Seen[], next: RequestListener): RequestListener =>
    async (request, response) => {
      const { method, url, headers } = request
      seen.push({ method, path: url, headers, body: await text(request) })
      response.setHeader('connection', 'close')
      next(request, response)
    }
  const first = createServer(record(inside, (_request, response) => response.end('inside')))
  await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve))
  port = (first.address() as AddressInfo).port
  const second = createServer(record(outside, (request, response) => answer(request, response)))
  await new Promise<void>((resolve) => second.listen(port, '127.0.0.2', resolve))
  servers.push(first, second)
})
beforeEach(() => {
  inside.length = 0
  outside.length = 0
  answer = (_request, response) => response.end('outside')
})
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})
afterAll(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
})

function open(lookup?: LookupFunction, allow = ['127.0.0.2']): Outgoing {
  const outgoing = createOutgoing({ guard: createAddressGuard(allow), ...(lookup === undefined ? {} : { lookup }) })
  opened.push(outgoing)
  return outgoing
}

/** A name server that gives one answer after the other, and the look-up that asks it. */
async function nameServer(answers: string[][]) {
  let asked = 0
  const server = dns2.createServer({
    udp: true,
    handle: (request, send) => {
      const response = dns2.Packet.createResponseFromRequest(request)
      const [question] = request.questions
      const addresses = answers[Math.min(asked, answers.length - 1)] ?? []
      asked += 1
      for (const address of addresses)
        response.answers.push(
          new dns2.Packet.Resource({
            name: question?.name ?? '',
            type: dns2.Packet.TYPE.A,
            class: dns2.Packet.CLASS.IN,
            ttl: 0,
            address,
          }),
        )
      send(response)
    },
  })
  await server.listen({ udp: { port: 0, address: '127.0.0.1' } })
  const { udp } = server.addresses()
  const resolver = new Resolver()
  resolver.setServers([`127.0.0.1:${udp?.port}`])
  const lookup: LookupFunction = (host, _options, callback) =>
    resolver.resolve4(host, (error, addresses) =>
      callback(
        error,
        (addresses ?? []).map((address) => ({ address, family: 4 })),
      ),
    )
  return { lookup, asked: () => asked, stop: () => server.close() }
}

describe('where it does not go', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0:PORT/',
    'http://127。0。0。1:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'http://user:password@127.0.0.2:PORT/',
    'http://user@127.0.0.2:PORT/',
    'file:///etc/passwd',
    'ftp://127.0.0.2/',
    'gopher://127.0.0.2/',
    'data:text/plain,x',
    '/etc/passwd',
    '',
  ])('%s is refused before anything is sent', async (url) => {
    const call = open()(url.replace('PORT', String(port)), { method: 'POST', body: 'x' })
    await expect(call).rejects.toMatchObject({ name: 'OutgoingFailed', kind: 'refused' })
    expect([...inside, ...outside]).toEqual([])
  })

  it('a name is connected to at the address that was checked, though it leads elsewhere at the next look-up', async () => {
    const names = await nameServer([['127.0.0.2'], ['127.0.0.1']])
    try {
      const outgoing = open(names.lookup)
      const url = `http://rebinding.example:${port}/`
      expect(await (await outgoing(url)).text()).toBe('outside')
      expect(names.asked()).toBe(1)
      await expect(outgoing(url)).rejects.toMatchObject({
        kind: 'refused',
        message: 'rebinding.example is the private address 127.0.0.1.',
      })
      expect(inside).toEqual([])
    } finally {
      await names.stop()
    }
  })

  it('a name with one allowed and one private address is refused', async () => {
    const names = await nameServer([['127.0.0.2', '127.0.0.1']])
    try {
      await expect(open(names.lookup)(`http://both.example:${port}/`)).rejects.toMatchObject({ kind: 'refused' })
      expect([...inside, ...outside]).toEqual([])
    } finally {
      await names.stop()
    }
  })

  it('a name that nobody knows cannot be reached', async () => {
    const names = await nameServer([[]])
    try {
      await expect(open(names.lookup)('http://absent.example/')).rejects.toMatchObject({ kind: 'unreachable' })
    } finally {
      await names.stop()
    }
  })

  it('the server’s own configuration opens a host by its name', async () => {
    const outgoing = open(undefined, ['localhost'])
    expect(await (await outgoing(`http://localhost:${port}/`)).text()).toBe('inside')
    await expect(outgoing(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ kind: 'refused' })
  })
})

describe('a connection', () => {
  const timeoutMs = 5_000

  it('is made to the address that was checked', async () => {
    const names = await nameServer([['127.0.0.2'], ['127.0.0.1']])
    try {
      const outgoing = open(names.lookup)
      const socket = await outgoing.connect('rebinding.example', port, { timeoutMs })
      expect(socket.remoteAddress).toBe('127.0.0.2')
      socket.destroy()
      expect(names.asked()).toBe(1)
      await expect(outgoing.connect('rebinding.example', port, { timeoutMs })).rejects.toMatchObject({
        kind: 'refused',
      })
    } finally {
      await names.stop()
    }
  })

  it.each(['127.0.0.1', '[::1]', '::ffff:127.0.0.1', '127.1', '0', '2130706433', '169.254.169.254'])(
    'to %s is refused',
    async (host) => {
      await expect(open().connect(host, port, { timeoutMs })).rejects.toMatchObject({ kind: 'refused' })
    },
  )

  it('that nobody takes says so, and ends with the caller’s own signal', async () => {
    await expect(open().connect('127.0.0.2', 1, { timeoutMs })).rejects.toMatchObject({ kind: 'unreachable' })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(open().connect('127.0.0.2', port, { timeoutMs, signal })).rejects.toThrow('enough')
  })
})

describe('behind a proxy', () => {
  it('calls go through it; what is private is refused here, what has no name here is left to the proxy', async () => {
    const asked: string[] = []
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('by proxy')
    })
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '')
      const onward = connect(port, '127.0.0.2', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(onward).pipe(socket)
      })
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    servers.push(proxy)
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const settings = { httpProxy: url, httpsProxy: url, noProxy: '127.0.0.2' }
    const outgoing = createOutgoing({ guard: createAddressGuard(['127.0.0.2']), proxy: settings })
    opened.push(outgoing)
    expect((await outgoing('http://absent.invalid/x')).status).toBe(200)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('absent.invalid')
    for (const refused of [`http://127.0.0.1:${port}/`, `http://localhost:${port}/`])
      await expect(outgoing(refused)).rejects.toMatchObject({ kind: 'refused' })
    expect(await (await outgoing(`http://127.0.0.2:${port}/direct`)).text()).toBe('outside')
    expect(asked).toHaveLength(1)
  })

  it('NO_PROXY names hosts, what ends in them, ports, or all', () => {
    const settings = { httpProxy: 'http://p', httpsProxy: undefined, noProxy: 'inside.example, .corp:8080 10.0.0.1' }
    const through = (url: string, more: object = {}) => proxyOf(new URL(url), { ...settings, ...more })
    expect(through('http://example.org/')).toBe('http://p')
    expect(through('https://example.org/')).toBeUndefined()
    expect(through('http://inside.example/')).toBeUndefined()
    expect(through('http://a.inside.example/')).toBeUndefined()
    expect(through('http://notinside.example/')).toBe('http://p')
    expect(through('http://a.corp:8080/')).toBeUndefined()
    expect(through('http://a.corp/')).toBe('http://p')
    expect(through('http://10.0.0.1/')).toBeUndefined()
    expect(through('http://example.org/', { noProxy: '*' })).toBeUndefined()
  })
})

describe('redirects', () => {
  const sendTo =
    (location: string, status = 302): RequestListener =>
    (request, response) =>
      request.url === '/end' ? response.end('end') : response.writeHead(status, { location }).end()

  it.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    '//127.0.0.1:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://user:password@127.0.0.2:PORT/',
    'file:///etc/passwd',
  ])('to %s are refused', async (location) => {
    answer = sendTo(location.replace('PORT', String(port)))
    await expect(open()(`http://127.0.0.2:${port}/`)).rejects.toMatchObject({ kind: 'refused' })
    expect(inside).toEqual([])
    expect(outside).toHaveLength(1)
  })

  it('three are followed and a fourth is not', async () => {
    const hops =
      (count: number): RequestListener =>
      (request, response) => {
        const hop = Number(request.url?.slice(1))
        if (hop === count) response.end('there')
        else response.writeHead(307, { location: `/${hop + 1}` }).end()
      }
    answer = hops(3)
    expect(await (await open()(`http://127.0.0.2:${port}/0`)).text()).toBe('there')
    answer = hops(4)
    await expect(open()(`http://127.0.0.2:${port}/0`)).rejects.toMatchObject({ kind: 'redirected' })
  })

  it('a POST becomes a GET by 302 and stays one by 307, as fetch does it', async () => {
    const post = { method: 'POST', body: 'secret', headers: { 'content-type': 'text/plain' } }
    answer = sendTo('/end')
    await open()(`http://127.0.0.2:${port}/`, post)
    expect(outside[1]).toMatchObject({ method: 'GET', body: '' })
    expect(outside[1]?.headers['content-type']).toBeUndefined()
    outside.length = 0
    answer = sendTo('/end', 307)
    await open()(`http://127.0.0.2:${port}/`, post)
    expect(outside[1]).toMatchObject({ method: 'POST', body: 'secret' })
  })

  it('another origin does not get the credential', async () => {
    answer = sendTo(`http://localhost:${port}/`)
    const outgoing = open(undefined, ['127.0.0.2', 'localhost'])
    await outgoing(`http://127.0.0.2:${port}/`, {
      headers: { authorization: 'Bearer t', cookie: 'c=1', 'x-kept': '1' },
    })
    expect(outside[0]?.headers).toMatchObject({ authorization: 'Bearer t' })
    expect(inside[0]?.headers.authorization).toBeUndefined()
    expect(inside[0]?.headers.cookie).toBeUndefined()
    expect(inside[0]?.headers['x-kept']).toBe('1')
  })

  it('are answered as they are, or fail, when the caller asks for that', async () => {
    answer = sendTo('/end')
    expect((await open()(`http://127.0.0.2:${port}/`, { redirect: 'manual' })).status).toBe(302)
    await expect(open()(`http://127.0.0.2:${port}/`, { redirect: 'error' })).rejects.toMatchObject({
      kind: 'redirected',
    })
    expect(outside.map(({ path }) => path)).toEqual(['/', '/'])
  })
})

describe('bounds', () => {
  it('an answer without an end is read up to the bound, and its connection is closed', async () => {
    const closed = new Promise((resolve) => {
      answer = (_request, response) => {
        response.on('close', resolve)
        const write = () => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
        }
        response.on('drain', write)
        write()
      }
    })
    await expect(open()(`http://127.0.0.2:${port}/`, { bytesMax: 50_000 })).rejects.toMatchObject({ kind: 'too-large' })
    await closed
  })

  it('a server that says nothing, and one that drips, are left after the time', async () => {
    answer = () => undefined
    const silent = open()(`http://127.0.0.2:${port}/`, { timeoutMs: 150 })
    await expect(silent).rejects.toMatchObject({ kind: 'timeout' })
    answer = async (_request, response) => {
      for (; !response.destroyed; await sleep(20)) response.write('.')
    }
    const drips = open()(`http://127.0.0.2:${port}/`, { timeoutMs: 150 })
    await expect(drips).rejects.toMatchObject({ kind: 'timeout' })
  })

  it('the caller’s own signal ends it with its reason', async () => {
    answer = () => undefined
    const stop = new AbortController()
    const call = open()(`http://127.0.0.2:${port}/`, { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
  })

  it('a refused connection says so', async () => {
    await expect(open()('http://127.0.0.2:1/')).rejects.toMatchObject({ kind: 'unreachable' })
  })

  it('an answer comes with status, headers and body', async () => {
    answer = (_request, response) => response.writeHead(418, { 'x-word': 'tea' }).end('{"pot":true}')
    const response = await open()(`http://127.0.0.2:${port}/`)
    expect(response.status).toBe(418)
    expect(response.headers.get('x-word')).toBe('tea')
    expect(await response.json()).toEqual({ pot: true })
    answer = (_request, response) => response.writeHead(204).end()
    expect((await open()(`http://127.0.0.2:${port}/`)).status).toBe(204)
  })
})
