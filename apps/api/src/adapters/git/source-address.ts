import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { plainHost } from '../../address-guard.ts'
import { beneathRoots } from '../../beneath-roots.ts'
import type { GitSource } from '../../ports.ts'
import type { GitRuntime } from './run-git.ts'

/** Where a source is and how git may speak to it. */
export interface SourceAddress {
  url: string
  allowProtocol: 'https' | 'ssh' | 'file'
  configuration: Array<[key: string, value: string]>
  /** What ssh connects to in place of looking the name up again. */
  sshHost?: { name: string; address: string }
}

/** Why an address is refused, as a sentence. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/**
 * Decides whether git may go to a source's URL: https and ssh to public addresses, and folders beneath the development roots.
 * The connection is pinned to an address that was checked, so that a second look-up cannot lead elsewhere.
 * Throws AddressRefused.
 */
export async function sourceAddress(runtime: GitRuntime, source: GitSource): Promise<SourceAddress> {
  if (source.url.startsWith('/') || source.url.startsWith('file://')) return fileAddress(runtime, source.url)
  const scp = /^(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?!\/\/)[^\s]+$/.exec(source.url)
  if (scp?.[1]) return sshAddress(runtime, source, scp[1])
  if (!URL.canParse(source.url)) throw new AddressRefused(`${source.url} is no URL.`)
  const url = new URL(source.url)
  if (url.hostname.startsWith('-')) throw new AddressRefused('The host name starts with a hyphen.')
  switch (url.protocol) {
    case 'https:':
      return httpsAddress(runtime, source, url)
    case 'ssh:':
      return sshAddress(runtime, source, url.hostname)
    default:
      throw new AddressRefused(`Git is allowed https and ssh, not ${url.protocol.replace(':', '')}.`)
  }
}

async function sshAddress(runtime: GitRuntime, source: GitSource, host: string): Promise<SourceAddress> {
  const name = plainHost(host)
  if (isIP(name) === 0 && !/^[a-z0-9][a-z0-9._-]*$/.test(name)) throw new AddressRefused('The host has no valid name.')
  const [address] = await checkedAddresses(runtime, name, false)
  return {
    url: source.url,
    allowProtocol: 'ssh',
    configuration: [],
    ...(address === undefined ? {} : { sshHost: { name, address } }),
  }
}

async function httpsAddress(runtime: GitRuntime, source: GitSource, url: URL): Promise<SourceAddress> {
  const proxied = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].some((key) => runtime.environment[key])
  const addresses = await checkedAddresses(runtime, plainHost(url.hostname), proxied)
  const configuration: Array<[string, string]> = [
    ['http.followRedirects', 'false'],
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '60'],
  ]
  const [first] = addresses
  if (first !== undefined) {
    const pinned = isIP(first) === 6 ? `[${first}]` : first
    configuration.push(['http.curloptResolve', `${url.hostname}:${url.port || '443'}:${pinned}`])
  }
  if (source.credentials) {
    const token = Buffer.from(`${source.credentials.user}:${source.credentials.password}`).toString('base64')
    configuration.push([`http.${url.origin}/.extraHeader`, `Authorization: Basic ${token}`])
  }
  return { url: source.url, allowProtocol: 'https', configuration }
}

/** Addresses of a host after the check; empty when a proxy, which resolves by itself, stands between. */
async function checkedAddresses(runtime: GitRuntime, name: string, proxied: boolean): Promise<string[]> {
  let addresses: string[]
  try {
    addresses = isIP(name) ? [name] : (await lookup(name, { all: true })).map((entry) => entry.address)
  } catch {
    if (proxied) return []
    throw new AddressRefused(`The host ${name} is not known to the name service.`)
  }
  const refusal = runtime.guard.refusal(name, addresses)
  if (refusal !== undefined) throw new AddressRefused(refusal)
  return proxied ? [] : addresses
}

async function fileAddress(runtime: GitRuntime, url: string): Promise<SourceAddress> {
  const folder = url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url
  const found = await beneathRoots(folder, runtime.developmentRoots)
  if (found.kind === 'missing') throw new AddressRefused(`There is no folder ${folder} on the worker's machine.`)
  if (found.kind === 'beneath') return { url: found.real, allowProtocol: 'file', configuration: [] }
  throw new AddressRefused(`${folder} is not beneath a development root of this installation.`)
}
