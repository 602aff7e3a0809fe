import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Agent, type Dispatcher, ProxyAgent, request as send } from 'undici'
import { type AddressGuard, plainHost } from '../../address-guard.ts'
import { checkedLookup, refuseLiteral } from './checked-lookup.ts'
import { type ConnectOptions, connectChecked } from './connect.ts'
import { OutgoingFailed, reasonOf } from './outgoing-failed.ts'
import { type ProxySettings, proxyOf } from './proxy.ts'

/** What fetch takes, and bounds of the whole call with its redirects. */
export interface OutgoingInit extends RequestInit {
  /** 10 s unless told otherwise. */
  timeoutMs?: number
  /** Longest body that is read: 1 MB unless told otherwise. */
  bytesMax?: number
}

/**
 * `fetch` for URLs that people typed. Only http and https, and only to hosts that the guard lets through: the very address that was
 * checked is the one connected to, also after a redirect. The answer's body has been read. Throws OutgoingFailed.
 */
export interface Outgoing {
  (url: string | URL, init?: OutgoingInit): Promise<Response>
  /** Says already when somebody types a URL that it will be refused. A name that cannot be looked up now is not. Throws OutgoingFailed `refused`. */
  check(url: string | URL): Promise<void>
  /** A TCP connection to a host that somebody typed, never through a proxy. The caller ends it. Throws OutgoingFailed, or the signal's reason. */
  connect(host: string, port: number, options: ConnectOptions): Promise<Socket>
  close(): Promise<void>
}

const redirectsMax = 3
const timeoutMsDefault = 10_000
const bytesMaxDefault = 1_000_000
const redirectStatuses = new Set([301, 302, 303, 307, 308])
/** Not handed on to another origin. Source: fetch standard, HTTP-redirect fetch. */
const ownHeaders = ['authorization', 'cookie', 'proxy-authorization']

/**
 * `lookup` resolves names as `dns.lookup` does; its answer is checked before a connection is made to it. Where a proxy stands between, what
 * can be looked up here is checked too, and the proxy decides about the rest: it resolves by itself.
 */
export function createOutgoing(options: {
  guard: AddressGuard
  lookup?: LookupFunction
  proxy?: ProxySettings
}): Outgoing {
  const { guard, lookup = systemLookup, proxy } = options
  const proxies = new Map<string, ProxyAgent>()
  const agent = new Agent({
    connect: { lookup: checkedLookup(guard, lookup), timeout: timeoutMsDefault },
    connections: 16,
    pipelining: 1,
  })
  const check = async (typed: string | URL): Promise<void> => {
    const url = outgoingUrl(typed)
    refuseLiteral(guard, url.hostname)
    const host = plainHost(url.hostname)
    if (isIP(host) !== 0) return
    await new Promise<void>((resolve, reject) => {
      checkedLookup(guard, lookup)(host, { all: true }, (error) =>
        error instanceof OutgoingFailed ? reject(error) : resolve(),
      )
    })
  }
  const dispatcherFor = async (url: URL): Promise<Dispatcher> => {
    const through = proxy === undefined ? undefined : proxyOf(url, proxy)
    if (through === undefined) {
      refuseLiteral(guard, url.hostname)
      return agent
    }
    await check(url)
    const known = proxies.get(through) ?? new ProxyAgent(through)
    proxies.set(through, known)
    return known
  }
  const outgoing = async (typed: string | URL, init: OutgoingInit = {}): Promise<Response> => {
    const { timeoutMs = timeoutMsDefault, bytesMax = bytesMaxDefault } = init
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    let url = outgoingUrl(typed)
    try {
      const call = await readCall(url, init)
      for (let redirects = 0; ; redirects += 1) {
        const answer = await send(url, { ...call, dispatcher: await dispatcherFor(url), signal })
        const to = answer.headers.location
        const redirected =
          redirectStatuses.has(answer.statusCode) && typeof to === 'string' && init.redirect !== 'manual'
        if (!redirected) return await readAnswer(answer, bytesMax)
        await answer.body.dump({ limit: 16_384, signal }).catch(() => undefined)
        if (init.redirect === 'error') throw new OutgoingFailed('redirected', `${url.host} sends elsewhere.`)
        if (redirects === redirectsMax)
          throw new OutgoingFailed('redirected', `${url.host} sends elsewhere more than ${redirectsMax} times.`)
        url = follow(call, url, to, answer.statusCode)
      }
    } catch (error) {
      init.signal?.throwIfAborted()
      throw failed(error, url, timeout.aborted ? timeoutMs : undefined)
    }
  }
  const close = async () => {
    await Promise.all([agent, ...proxies.values()].map((each) => each.destroy()))
  }
  const connect = (host: string, port: number, how: ConnectOptions) =>
    connectChecked({ guard, lookup }, host, port, how)
  return Object.assign(outgoing, { check, connect, close })
}

/**
 * A URL that may be called, as far as its text tells: http or https, with a host and without credentials. Throws OutgoingFailed `refused`.
 */
export function outgoingUrl(typed: string | URL): URL {
  if (!URL.canParse(String(typed))) throw new OutgoingFailed('refused', 'This is no URL.')
  const url = new URL(typed)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new OutgoingFailed('refused', `Only https and http are spoken, not ${url.protocol.slice(0, -1)}.`)
  if (url.username !== '' || url.password !== '')
    throw new OutgoingFailed('refused', 'The URL holds a user name or a password.')
  return url
}

interface Call {
  method: string
  headers: Record<string, string>
  body: Buffer | null
}

async function readCall(url: URL, { timeoutMs: _timeout, bytesMax: _bytes, signal: _signal, ...init }: OutgoingInit) {
  const request = new Request(url, init)
  const body = request.body === null ? null : Buffer.from(await request.arrayBuffer())
  const headers = Object.fromEntries(request.headers)
  return { method: request.method, headers: { 'accept-encoding': 'identity', ...headers }, body } satisfies Call
}

/** Where a redirect leads, with the call changed as fetch changes it. */
function follow(call: Call, from: URL, location: string, status: number): URL {
  if (!URL.canParse(location, from.href))
    throw new OutgoingFailed('redirected', `${from.host} sends to what is no URL.`)
  const to = outgoingUrl(new URL(location, from))
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw new OutgoingFailed('refused', `${from.host} sends from https to http.`)
  if (status === 303 || ((status === 301 || status === 302) && call.method === 'POST')) {
    call.method = 'GET'
    call.body = null
    for (const name of Object.keys(call.headers)) if (name.startsWith('content-')) delete call.headers[name]
  }
  if (to.origin !== from.origin) for (const name of ownHeaders) delete call.headers[name]
  return to
}

async function readAnswer(answer: Awaited<ReturnType<typeof send>>, bytesMax: number): Promise<Response> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer.body) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > bytesMax) {
      answer.body.destroy()
      throw new OutgoingFailed('too-large', `The answer is longer than ${bytesMax} bytes.`, {
        status: answer.statusCode,
      })
    }
    chunks.push(part)
  }
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    for (const each of [value ?? []].flat()) headers.append(name, each)
  const empty = [204, 205, 304].includes(answer.statusCode)
  return new Response(empty ? null : Buffer.concat(chunks), { status: answer.statusCode, headers })
}

function failed(error: unknown, url: URL, timeoutMs: number | undefined): OutgoingFailed {
  if (error instanceof OutgoingFailed) return error
  if (timeoutMs !== undefined)
    return new OutgoingFailed('timeout', `${url.host} did not answer within ${timeoutMs / 1000} s.`, { cause: error })
  const errors = error instanceof AggregateError ? error.errors : [error]
  const refused = errors.find((each) => each instanceof OutgoingFailed)
  if (refused instanceof OutgoingFailed) return refused
  const reasons = errors.map(reasonOf).filter(Boolean)
  return new OutgoingFailed('unreachable', `${url.host} could not be reached: ${reasons.join('; ')}.`, { cause: error })
}
