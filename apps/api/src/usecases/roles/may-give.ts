import { actions, type Role, roleMay, scopeOf } from '@fun/contract/policy'
import { CodedError } from '../../errors.ts'
import { mayDo } from '../../policy/may-do.ts'
import type { Principal } from '../../policy/principal.ts'

/** Whether a principal may give a role, or take it away: only one of which they have every action, there and by their token. */
export function mayGive(principal: Principal, role: Role, environmentId: string | null): boolean {
  return actions
    .filter((action) => roleMay(role, action) && (environmentId === null || scopeOf(action) === 'environment'))
    .every((action) => mayDo(principal, action, environmentId ?? undefined))
}

/** Throws `forbidden` unless the principal may give, or take away, each of these roles. */
export function requireMayGive(
  principal: Principal,
  roles: ReadonlyArray<{ role: Role; environmentId: string | null }>,
): void {
  for (const { role, environmentId } of roles)
    if (!mayGive(principal, role, environmentId))
      throw new CodedError(
        'forbidden',
        `You may neither give the role ${role} nor take it away: it can do more than you.`,
        {
          cure: 'Ask an owner.',
        },
      )
}
