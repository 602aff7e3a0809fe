import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { beneathRoots } from '../../beneath-roots.ts'
import type { GitSource } from '../../ports.ts'
import type { GitRuntime } from './run-git.ts'

/** Where a source is and how git may speak to it. */
export interface SourceAddress {
  url: string
  allowProtocol: 'https' | 'ssh' | 'file'
  configuration: Array<[key: string, value: string]>
}

/** Why an address is refused, as a sentence. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

const privateAddresses = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  privateAddresses.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  privateAddresses.addSubnet(net, prefix, 'ipv6')

/** Whether an address belongs to the machine itself, a private network or another range that the internet does not route. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = mapped ?? address
  return privateAddresses.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Decides whether git may go to a source's URL: https and ssh to public addresses, and folders beneath the development roots.
 * The https connection is pinned to the addresses that were checked, so that a second look-up cannot lead elsewhere.
 * Throws AddressRefused.
 */
export async function sourceAddress(runtime: GitRuntime, source: GitSource): Promise<SourceAddress> {
  if (source.url.startsWith('/') || source.url.startsWith('file://')) return fileAddress(runtime, source.url)
  const scp = /^(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?!\/\/)[^\s]+$/.exec(source.url)
  if (scp?.[1]) {
    await checkedAddresses(runtime, scp[1])
    return { url: source.url, allowProtocol: 'ssh', configuration: [] }
  }
  if (!URL.canParse(source.url)) throw new AddressRefused(`${source.url} is no URL.`)
  const url = new URL(source.url)
  if (url.hostname.startsWith('-')) throw new AddressRefused('The host name starts with a hyphen.')
  switch (url.protocol) {
    case 'https:':
      return httpsAddress(runtime, source, url)
    case 'ssh:':
      await checkedAddresses(runtime, url.hostname)
      return { url: source.url, allowProtocol: 'ssh', configuration: [] }
    default:
      throw new AddressRefused(`Git is allowed https and ssh, not ${url.protocol.replace(':', '')}.`)
  }
}

async function httpsAddress(runtime: GitRuntime, source: GitSource, url: URL): Promise<SourceAddress> {
  const addresses = await checkedAddresses(runtime, url.hostname)
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

/** Addresses of a host after the check; empty when a proxy, which resolves by itself, stands between and the name is unknown here. */
async function checkedAddresses(runtime: GitRuntime, host: string): Promise<string[]> {
  const name = host.replace(/^\[|\]$/g, '')
  const proxied = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].some((key) => runtime.environment[key])
  let addresses: string[]
  try {
    addresses = isIP(name) ? [name] : (await lookup(name, { all: true })).map((entry) => entry.address)
  } catch {
    if (proxied) return []
    throw new AddressRefused(`The host ${name} is not known to the name service.`)
  }
  if (runtime.allowPrivateAddresses) return proxied ? [] : addresses
  const refused = addresses.find(isPrivateAddress)
  if (refused !== undefined) throw new AddressRefused(`${name} is the private address ${refused}.`)
  return proxied ? [] : addresses
}

async function fileAddress(runtime: GitRuntime, url: string): Promise<SourceAddress> {
  const folder = url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url
  const found = await beneathRoots(folder, runtime.developmentRoots)
  if (found.kind === 'missing') throw new AddressRefused(`There is no folder ${folder} on the worker's machine.`)
  if (found.kind === 'beneath') return { url: found.real, allowProtocol: 'file', configuration: [] }
  throw new AddressRefused(`${folder} is not beneath a development root of this installation.`)
}
