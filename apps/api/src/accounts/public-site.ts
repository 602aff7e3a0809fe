import { isIP } from 'node:net'
import type { Config } from '../config.ts'

/** Where people open the portal. */
export interface PublicSite {
  /** Scheme, host and port, such as https://fun.example.org. */
  origin: string
  /** Whether its pages come over HTTPS: cookies are bound to the host and to HTTPS then. */
  secure: boolean
  /** Domain that passkeys belong to; null where the portal is opened by an IP address, which passkeys do not know. Source: WebAuthn Level 3, 5.1.2. */
  relyingPartyId: string | null
}

/** FUN_PUBLIC_URL where it is given; else what the browser asked for. */
export function publicSite(config: Pick<Config, 'publicUrl'>, request: { protocol: string; host: string }): PublicSite {
  const asked = `${request.protocol}://${request.host}`
  const { origin, protocol, hostname } = new URL(config.publicUrl ?? asked)
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
  return { origin, secure: protocol === 'https:', relyingPartyId: isAddress ? null : hostname }
}
