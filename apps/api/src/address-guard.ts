import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Decides where URLs that people typed may lead: to the internet, and to what the server's own configuration allows beside it. */
export interface AddressGuard {
  /** Why a host with these addresses is not connected to, as a sentence; undefined when it may be. One refused address refuses the host. */
  refusal(host: string, addresses: readonly string[]): string | undefined
}

/** The only part of IPv6 that the internet routes. Source: IANA, Internet Protocol Version 6 Address Space. */
const globalUnicast = ipaddr.parseCIDR('2000::/3')

/**
 * Whether an address belongs to the machine itself, a private network or another range that the internet does not route. Ranges are
 * ipaddr.js's, which follows the special-purpose registries of IANA; addresses that carry an IPv4 one (NAT64, 6to4, Teredo) count as private.
 * A text that is no address counts as private too.
 */
export function isPrivateAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return true
  const address: Address = ipaddr.process(text)
  if (address.range() !== 'unicast') return true
  return address.kind() === 'ipv6' && !address.match(globalUnicast)
}

/** Whether a text can stand in FUN_OUTGOING_ALLOW: an address, a range of addresses in CIDR notation, or a host's name. */
export function isAllowEntry(text: string): boolean {
  return ipaddr.isValidCIDR(text) || isIP(text) !== 0 || /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/i.test(text)
}

/** `allow` holds addresses, CIDR ranges and host names; with `allowPrivate` nothing is refused. */
export function createAddressGuard(allow: readonly string[], allowPrivate = false): AddressGuard {
  const ranges: Array<[Address, number]> = []
  const hosts = new Set<string>()
  for (const entry of allow) {
    if (ipaddr.isValidCIDR(entry)) ranges.push(ipaddr.parseCIDR(entry))
    else if (isIP(entry) !== 0) ranges.push([ipaddr.process(entry), isIP(entry) === 4 ? 32 : 128])
    else hosts.add(plainHost(entry))
  }
  const isAllowed = (text: string): boolean => {
    if (!ipaddr.isValid(text)) return false
    const address: Address = ipaddr.process(text)
    return ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))
  }
  return {
    refusal(host, addresses) {
      const name = plainHost(host)
      if (allowPrivate || hosts.has(name)) return undefined
      if (addresses.length === 0) return `The host ${name} has no address.`
      const refused = addresses.find((address) => isPrivateAddress(address) && !isAllowed(address))
      if (refused === undefined) return undefined
      return refused === name ? `${name} is a private address.` : `${name} is the private address ${refused}.`
    },
  }
}

/**
 * Says already when somebody types a host's name that it will be refused; undefined also for a name that cannot be looked up now. The
 * connection is checked again.
 */
export async function refusalOfHost(guard: AddressGuard, host: string): Promise<string | undefined> {
  const name = plainHost(host)
  if (isIP(name) !== 0) return guard.refusal(name, [name])
  const found = await lookup(name, { all: true }).catch(() => undefined)
  if (found === undefined) return undefined
  return guard.refusal(
    name,
    found.map(({ address }) => address),
  )
}

/** A host as names are compared: lower case, without brackets and without the root's dot. */
export const plainHost = (host: string): string =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
