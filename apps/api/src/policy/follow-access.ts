import type { FastifyRequest } from 'fastify'
import { channels } from '../adapters/queue/bus.ts'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { principalOf } from '../plugins/auth.ts'
import type { Principal } from './principal.ts'
import { refusalOf } from './refusal.ts'

/** How long somebody goes on reading after their rights are gone, should Redis not carry the news. */
const lookMs = 2_000
/** Looks in a row that may fail (PostgreSQL away) before nobody can say that the reader may still read. */
const failuresMax = 10

/**
 * Looks again and again, and at once when rights changed somewhere, whether a request would still be let in, by the credential that it came with; brings
 * `request.principal` up to date. Calls `refused` once. `more` refuses what the route's action allows. Returns the function that ends it.
 */
export function followAccess(
  deps: Deps,
  request: FastifyRequest,
  refused: (error: CodedError) => void,
  more?: (principal: Principal) => CodedError | undefined,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let ended = false
  let looking = false
  let lookAgain = false
  let failures = 0
  const end = () => {
    ended = true
    clearTimeout(timer)
    unsubscribe()
  }
  const verdict = async (): Promise<CodedError | undefined> => {
    try {
      request.principal = await principalOf(deps, request)
      failures = 0
      const refusal = await refusalOf(deps, request, request.principal)
      return refusal ?? (request.principal === null ? undefined : more?.(request.principal))
    } catch (error) {
      failures += 1
      deps.logger.warn({ error: String(error) }, 'whether a reader may still read could not be told')
      return failures < failuresMax ? undefined : new CodedError('unavailable', 'PostgreSQL does not answer.')
    }
  }
  const look = async () => {
    if (looking) {
      lookAgain = true
      return
    }
    looking = true
    clearTimeout(timer)
    do {
      lookAgain = false
      const error = await verdict()
      if (!ended && error !== undefined) {
        end()
        refused(error)
      }
    } while (lookAgain && !ended)
    looking = false
    if (!ended) timer = setTimeout(look, lookMs)
  }
  const unsubscribe = deps.bus.subscribe(channels.access, () => void look())
  timer = setTimeout(look, lookMs)
  return end
}
