import { type Action, meaningOf, rolesThatMay } from '@fun/contract/policy'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { mayDo, mayDoSomewhere } from './may-do.ts'
import { objectKinds } from './objects.ts'
import type { Principal } from './principal.ts'

const pathParameters = z.record(z.string(), z.unknown())

/**
 * Why a request may not be answered to a principal; undefined when it may. 401 without a credential; 404 for what may not be seen, exactly as for what does
 * not exist; 403 for what may be seen but not done.
 */
export async function refusalOf(
  deps: Pick<Deps, 'store'>,
  request: Pick<FastifyRequest, 'params' | 'routeOptions'>,
  principal: Principal | null,
): Promise<CodedError | undefined> {
  const { policy } = request.routeOptions.config
  if (policy === undefined || policy === 'public') return undefined
  if (principal === null) return new CodedError('unauthenticated', 'This call needs a credential.')
  let named = false
  let allowed = mayDo(principal, policy)
  for (const [name, value] of Object.entries(pathParameters.parse(request.params ?? {}))) {
    const kind = objectKinds[name]
    if (kind === undefined || typeof value !== 'string') continue
    const found = kind.form.test(value) ? await kind.find(deps, value) : null
    const mayHere = (action: Action) =>
      mayDo(principal, action) || (found?.environmentIds ?? []).some((id) => mayDo(principal, action, id))
    const seesBesides = found !== null && found.seenBy === principal.id
    if (found === null || !(mayHere(kind.read) || seesBesides)) return new CodedError('not-found', kind.missing(value))
    named = true
    allowed ||= mayHere(policy) || (seesBesides && policy === kind.read)
  }
  if (allowed || (!named && mayDoSomewhere(principal, policy))) return undefined
  return forbidden(principal, policy)
}

/** The refusal of an action, with what is missing and who has it. */
export function forbidden(principal: Principal, action: Action): CodedError {
  const roles = [...rolesThatMay(action)]
  const byToken = principal.limits?.actions != null && !principal.limits.actions.has(action)
  const detail = byToken
    ? `This token was not given ${action}: ${meaningOf(action)}.`
    : `You may not ${meaningOf(action)}: that is ${action}, which the roles ${roles.join(', ')} have.`
  return new CodedError('forbidden', detail, {
    missing: { action, roles },
    ...(byToken ? { cure: `Use a token with ${action}.` } : {}),
  })
}

/** For what a use case checks beside the route's own action, such as a field that wants more. Throws `forbidden`. */
export function requireMay(principal: Principal, action: Action, environmentId?: string): void {
  if (!mayDo(principal, action, environmentId)) throw forbidden(principal, action)
}
