import type { Specification } from './specification-draft.ts'

export type SiteKey = 'lms' | 'cms' | 'lmsDevelopment' | 'cmsDevelopment'
/** An address of an environment, as its specification makes it. TLS ends in front of the environment: its scheme is http. */
export type Site = { key: SiteKey; side: 'lms' | 'cms'; throughNginx: boolean; host: string; port: number; url: string }

/** Every address that people open, in the order in which they are told of. */
export function sitesOf({ kind, lms, cms }: Specification): Site[] {
  const site = (key: SiteKey, host: string, port: number): Site => ({
    key,
    side: key === 'lms' || key === 'lmsDevelopment' ? 'lms' : 'cms',
    throughNginx: key === 'lms' || key === 'cms',
    host,
    port,
    url: `http://${host}${port === 80 ? '' : `:${port}`}/`,
  })
  return [
    site('lms', lms.host, lms.port),
    site('cms', cms.host, cms.port),
    ...(kind === 'development'
      ? [site('lmsDevelopment', lms.host, lms.developmentPort), site('cmsDevelopment', cms.host, cms.developmentPort)]
      : []),
  ]
}

/**
 * What has to stand in the DNS for a host name. `local`: nothing, each machine takes the name for itself; `address`: nothing, it is an address
 * already; else a record, whose value is known only when the ports are bound to one address: `loopback` is reached through a server in front,
 * `every` on whatever addresses the host has.
 */
export type DnsNeed =
  | { kind: 'local' | 'address' }
  | { kind: 'bound'; type: 'A' | 'AAAA'; value: string }
  | { kind: 'loopback' | 'every'; type: 'A' | 'AAAA'; value: null }

/** What a name needs, its ports being bound to `bindAddress`. Names that mean the machine itself: RFC 6761, 6.3. */
export function dnsNeedOf(host: string, bindAddress: string): DnsNeed {
  const name = host.toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost')) return { kind: 'local' }
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return { kind: 'address' }
  const type = bindAddress.includes(':') ? 'AAAA' : 'A'
  if (/^127\./.test(bindAddress) || bindAddress === '::1') return { kind: 'loopback', type, value: null }
  if (bindAddress === '0.0.0.0' || /^[0:]+$/.test(bindAddress)) return { kind: 'every', type, value: null }
  return { kind: 'bound', type, value: bindAddress }
}

/** How the portal reaches a host's engine, where that names a machine: `tcp://10.0.0.5:2376`. null: it is the portal's own. */
export function machineOf(endpoint: string): string | null {
  const { hostname } = URL.canParse(endpoint) ? new URL(endpoint) : { hostname: '' }
  return hostname === '' ? null : hostname
}
