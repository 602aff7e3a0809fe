import { isIP } from 'node:net'
import type { Config } from '../config.ts'
import { CodedError } from '../errors.ts'

/** Where people open the portal. */
export interface PublicSite {
  /** Scheme, host and port, such as https://fun.example.org. */
  origin: string
  /** Whether its pages come over HTTPS: cookies are bound to the host and to HTTPS then. */
  secure: boolean
  /** Domain that passkeys belong to; null where the portal is opened by an IP address, which passkeys do not know. Source: WebAuthn Level 3, 5.1.2. */
  relyingPartyId: string | null
}

/** FUN_PUBLIC_URL where it is given; else what the browser asked for. Throws `malformed-request` for a Host that is none. */
export function publicSite(config: Pick<Config, 'publicUrl'>, request: { protocol: string; host: string }): PublicSite {
  const asked = `${request.protocol}://${request.host}`
  const url = URL.parse(config.publicUrl ?? asked)
  if (url === null)
    throw new CodedError('malformed-request', 'The header Host names no host.', {
      cure: 'Send the host, and the port where there is one, of the address that was asked for.',
      errors: [{ path: 'headers.host', message: 'names no host' }],
    })
  const { origin, protocol, hostname } = url
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
  return { origin, secure: protocol === 'https:', relyingPartyId: isAddress ? null : hostname }
}
