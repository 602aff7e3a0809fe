import type { principal as principalShape } from '@fun/contract/access'
import { actions, scopeOf } from '@fun/contract/policy'
import type { z } from 'zod'
import { mayDo } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'
import { presentRoles } from '../roles/present.ts'

/**
 * Who asks, and what they may do: what the portal shows or hides buttons by. The server decides by itself on every call. Environments beyond a token's limits
 * are not named.
 */
export async function showPrincipal({ deps, principal }: UseCaseContext): Promise<z.infer<typeof principalShape>> {
  const { grants, limits } = principal
  const mayThere = (id: string) =>
    actions.filter((action) => scopeOf(action) === 'environment' && mayDo(principal, action, id))
  const candidates = new Set([...Object.keys(grants.environments), ...(limits?.environmentIds ?? [])])
  const ids = [...candidates].filter((id) => mayThere(id).length > 0)
  const named = await deps.store.environment.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  })
  const everywhere = actions.filter((action) => mayDo(principal, action))
  return {
    kind: principal.kind,
    name: principal.name,
    userId: principal.userId,
    roles: presentRoles([
      ...(grants.installation === null ? [] : [{ role: grants.installation, environment: null }]),
      ...named.flatMap((environment) => {
        const role = grants.environments[environment.id]
        return role === undefined ? [] : [{ role, environment }]
      }),
    ]),
    actions: everywhere,
    environments: named.flatMap((environment) => {
      const more = mayThere(environment.id).filter((action) => !everywhere.includes(action))
      return more.length === 0 ? [] : [{ ...environment, actions: more }]
    }),
  }
}
