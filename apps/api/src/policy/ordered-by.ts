import type { Action } from '@fun/contract/policy'
import { z } from 'zod'
import type { Operation, OperationKind } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { mayDo } from './may-do.ts'
import { type Principal, principalOfStoredToken, principalOfUser, type Rights } from './principal.ts'

/** `Operation.orderedBy`: the user, or the token, whose rights an operation stands on. */
export const orderedBySchema = z.object({
  kind: z.enum(['owner-token', 'user', 'token', 'service-account']),
  id: z.uuid(),
  name: z.string(),
})
export type OrderedBy = z.infer<typeof orderedBySchema>

/** What is written onto an operation of who orders it. */
export const orderedByOf = ({ kind, id, name }: Principal): OrderedBy => ({ kind, id, name })

/** What somebody must be allowed to order an operation of a kind. */
export function actionOfKind(kind: OperationKind): Action {
  switch (kind) {
    case 'plan':
    case 'deploy':
      return 'environment:deploy'
    case 'start':
    case 'stop':
    case 'restart':
      return 'environment:operate'
    case 'destroy':
      return 'environment:destroy'
    case 'manage':
      return 'environment:manage'
    case 'build':
      return 'source:build'
    case 'prune':
      return 'host:operate'
    case 'probe':
      return 'environment:read'
  }
}

/** Who ordered something, with the rights of this moment; null when they are gone or disabled, or the token is revoked. That a token has expired since takes nothing away. */
export const principalNow = (
  rights: Rights,
  { kind, id }: Pick<OrderedBy, 'kind' | 'id'>,
): Promise<Principal | null> =>
  kind === 'user' ? principalOfUser(rights, id, null) : principalOfStoredToken(rights, { id }, { evenExpired: true })

/**
 * Why an operation may not run any more: whoever ordered it was disabled or lost the right, or the token was revoked. Undefined when it may; also for what no
 * person ordered. A token that has only expired since, and a session that has ended, take nothing away.
 */
export async function rightsLost(
  deps: Pick<Deps, 'store'>,
  operation: Pick<Operation, 'kind' | 'environmentId' | 'orderedBy'>,
): Promise<string | undefined> {
  if (operation.orderedBy === null) return undefined
  const { kind, id, name } = orderedBySchema.parse(operation.orderedBy)
  const principal = await principalNow(deps, { kind, id })
  if (principal === null)
    return `${name} ordered it, and ${kind === 'user' ? 'is no member any more' : 'that token is revoked, or its owner is disabled'}.`
  const action = actionOfKind(operation.kind)
  if (mayDo(principal, action, operation.environmentId ?? undefined)) return undefined
  return `${name} ordered it, and may not do that any more (${action}).`
}
