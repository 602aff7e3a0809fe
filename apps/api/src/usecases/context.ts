import type { Deps } from '../deps.ts'
import type { Principal } from '../policy/principal.ts'

/** Where a request came from, for the audit. */
export interface Origin {
  /** From the socket, or from a trusted proxy. */
  clientAddress: string | null
  userAgent: string | null
  requestId: string
}

/** Who asks, and from where; a command on the server comes from nowhere. */
export type Actor = Principal & { origin?: Origin }

/** What every use case is called with: the parts of the process, and who asks. */
export interface UseCaseContext {
  deps: Deps
  principal: Actor
}
